import { css } from 'lit'

export const stageStyles = css`
  :host {
    display: block;
    position: relative;
    min-block-size: 0;
    overflow: hidden;
    background: var(--_film);
    color: var(--_on-film);
  }

  .stage {
    position: absolute;
    inset: 0;
    container-type: size;
    /* Of one's own picture. */
    --_self-inline-size: clamp(84px, 24cqi, 200px);
  }

  video {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }

  .still {
    overflow: hidden;
    background: var(--_film);
    object-fit: contain;
  }

  video[hidden] {
    display: none;
  }

  [data-layout='screen'] .camera {
    z-index: 1;
    inset-block: 12px auto;
    inset-inline: 12px auto;
    inline-size: clamp(84px, 22%, 200px);
    block-size: auto;
    aspect-ratio: 4 / 3;
    object-fit: cover;
    border-radius: 10px;
    box-shadow: 0 0 0 1px rgb(255 255 255 / 22%), 0 4px 16px rgb(0 0 0 / 40%);
  }

  .avatar {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 14px;
    padding: 16px 16px 84px;
    text-align: center;
  }

  /* Between two self-views: one's own picture may rest in either corner. */
  .avatar p {
    margin: 0;
    max-inline-size: calc(100cqi - 2 * (var(--_self-inline-size) + 24px));
    color: #c7cbc8;
  }

  /* A camera that is only starting must not be taken for one that its owner left off. */
  .late {
    animation: come 1ms 3s both;
  }

  @keyframes come {
    from {
      visibility: hidden;
    }
  }

  .absence {
    z-index: 1;
    gap: 6px;
    background: rgb(16 18 17 / 76%);
    backdrop-filter: blur(6px);
  }

  .absence .disc {
    margin-block-end: 6px;
  }

  .absence h3 {
    margin: 0;
    font-size: 1.0625rem;
    text-wrap: balance;
  }

  .absence .clock {
    max-inline-size: none;
    color: inherit;
    font-weight: 600;
  }

  .absence p:last-child {
    font-size: 0.875rem;
    text-wrap: balance;
  }

  /* Upright, the words end above one's own picture and need not go around it. */
  @container (max-aspect-ratio: 1 / 1) {
    .absence {
      align-content: start;
      padding-block-start: max(16px, 50cqb - 190px);
    }

    .absence .disc {
      inline-size: 68px;
    }

    .absence p:last-child {
      max-inline-size: min(34ch, 100%);
    }
  }

  /* Somebody's name is in the heading. */
  .absence ~ .peer {
    display: none;
  }

  .disc {
    display: grid;
    place-items: center;
    inline-size: clamp(56px, 26cqmin, 128px);
    aspect-ratio: 1;
    border-radius: 50%;
    background: #2d3330;
    font-size: clamp(1.25rem, 9cqmin, 2.75rem);
    font-weight: 600;
    letter-spacing: 0.02em;
  }

  .disc svg {
    inline-size: 45%;
    block-size: 45%;
    margin: auto;
  }

  .disc .icon {
    display: grid;
    place-items: center;
    inline-size: 100%;
    block-size: 100%;
  }

  .peer {
    position: absolute;
    z-index: 1;
    inset-block-end: var(--_peer-inset-bottom, 12px);
    inset-inline-start: 12px;
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 8px;
    /* Beside one's own picture. */
    max-inline-size: calc(100cqi - var(--_self-inline-size) - 36px);
    padding: 5px 12px;
    border-radius: 14px;
    background: rgb(12 14 13 / 72%);
    font-size: 0.8125rem;
    transition: inset-block-end var(--_quick);
  }

  .name {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .badge {
    color: #d3d7d4;
    white-space: nowrap;
  }

  .peer-muted svg {
    display: block;
    inline-size: 15px;
    block-size: 15px;
  }
`
