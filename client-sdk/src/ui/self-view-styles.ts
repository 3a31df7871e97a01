import { css } from 'lit'

export const selfViewStyles = css`
  :host {
    position: absolute;
    z-index: 2;
    inline-size: var(--_self-inline-size);
    aspect-ratio: 4 / 3;
    touch-action: none;
  }

  :host([corner='start-top']) {
    inset-block-start: 12px;
    inset-inline-start: 12px;
  }

  :host([corner='end-top']) {
    inset-block-start: 12px;
    inset-inline-end: 12px;
  }

  :host([corner='start-bottom']) {
    inset-block-end: var(--_self-inset-bottom, 70px);
    inset-inline-start: 12px;
  }

  :host([corner='end-bottom']) {
    inset-block-end: var(--_self-inset-bottom, 70px);
    inset-inline-end: 12px;
  }

  .frame {
    position: relative;
    block-size: 100%;
    overflow: hidden;
    border-radius: 10px;
    background: #2a2d2b;
    color: var(--_on-film);
    box-shadow: 0 0 0 1px rgb(255 255 255 / 22%), 0 4px 16px rgb(0 0 0 / 40%);
    cursor: grab;
  }

  .frame:active {
    cursor: grabbing;
  }

  .frame:focus-visible {
    outline-color: #ffffff;
  }

  video {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    transform: scaleX(-1);
  }

  video[hidden] {
    display: none;
  }

  .placeholder {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 4px;
    padding: 6px;
    font-size: 0.6875rem;
    line-height: 1.25;
    text-align: center;
  }

  .muted {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-end: 6px;
    display: grid;
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    border-radius: 50%;
    background: rgb(0 0 0 / 65%);
  }

  svg {
    display: block;
    inline-size: 16px;
    block-size: 16px;
  }
`
