import { css } from 'lit'

export const playerStyles = css`
  .title {
    display: grid;
    justify-items: start;
    gap: 2px;
  }

  .title h2 {
    font-size: 1.375rem;
    letter-spacing: -0.01em;
  }

  .title h2:focus {
    outline: none;
  }

  .title p {
    color: var(--_text-2);
  }

  .title .states {
    justify-content: flex-start;
    margin-block-start: 4px;
  }

  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 340px;
    align-items: start;
    gap: 16px;
  }

  .watch,
  .panels {
    display: grid;
    gap: 16px;
    min-inline-size: 0;
  }

  .player,
  .chat,
  .panel {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .player {
    overflow: hidden;
  }

  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
    gap: 2px;
    background: var(--_film);
  }

  .tile {
    position: relative;
    display: grid;
    place-items: center;
    aspect-ratio: 16 / 9;
    background: var(--_film);
    color: var(--_on-film);
  }

  .tile video {
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }

  .tile[data-state='off'] video {
    opacity: 0.25;
  }

  .tile figcaption {
    position: absolute;
    inset-block-end: 8px;
    inset-inline-start: 8px;
    padding: 2px 10px;
    border-radius: 999px;
    background: rgb(0 0 0 / 60%);
    color: #ffffff;
    font-size: 0.8125rem;
  }

  .initials {
    display: grid;
    place-items: center;
    inline-size: 72px;
    block-size: 72px;
    border-radius: 50%;
    background: rgb(255 255 255 / 14%);
    font-size: 1.5rem;
  }

  .notice {
    min-block-size: 22px;
    padding: 6px 16px 0;
    color: var(--_text-2);
    font-size: 0.875rem;
  }

  .player .wrong {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-inline: 16px;
    font-size: 0.875rem;
  }

  .controls {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 2px 12px;
  }

  .play {
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .play:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }

  .mirrored svg {
    scale: -1 1;
  }

  .time {
    margin-inline-start: 8px;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .rate {
    margin-inline-start: auto;
  }

  .timeline {
    padding: 8px 16px 16px;
  }

  .lanes {
    position: relative;
    display: grid;
    gap: 4px;
    min-block-size: 8px;
  }

  .lane {
    position: relative;
    block-size: 44px;
    overflow: hidden;
    border-radius: 8px;
    background: var(--_surface-2);
  }

  .lane svg {
    inline-size: 100%;
    block-size: 100%;
  }

  .lane path {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 0.8;
  }

  .who {
    position: absolute;
    inset: 3px auto auto 8px;
    padding-inline: 4px;
    border-radius: 4px;
    background: color-mix(in srgb, var(--_surface-2) 80%, transparent);
    color: var(--_text);
    font-size: 0.75rem;
  }

  .pause {
    position: absolute;
    inset-block: 0;
    background: repeating-linear-gradient(
      45deg,
      var(--_text-2) 0 2px,
      var(--_surface-2) 2px 8px
    );
    opacity: 0.8;
  }

  .head {
    position: absolute;
    inset-block: -2px;
    inline-size: 2px;
    margin-inline-start: -1px;
    background: var(--_danger);
  }

  input[type='range'] {
    display: block;
    inline-size: calc(100% + 16px);
    block-size: 32px;
    margin: 0 -8px;
    accent-color: var(--_accent);
  }

  .marks {
    position: relative;
    block-size: 24px;
    margin-inline: 0;
  }

  .marks li {
    position: absolute;
  }

  .mark {
    inline-size: 24px;
    block-size: 24px;
    margin-inline-start: -12px;
    padding: 0;
    border: 7px solid transparent;
    border-radius: 50%;
    background: var(--_text-2) padding-box;
  }

  .mark[data-kind='message'] {
    background-color: var(--_accent);
  }

  .mark[data-kind='consent-withdrawn'],
  .mark[data-kind='consent-refused'] {
    border-radius: 8px;
    background-color: var(--_danger);
  }

  .chat,
  .panel {
    display: grid;
    gap: 10px;
    padding: 14px 16px;
  }

  .chat ol,
  .panel ul,
  .steps {
    display: grid;
    gap: 10px;
  }

  .chat li {
    display: grid;
    grid-template-columns: 4em minmax(0, 1fr);
    gap: 8px;
    overflow-wrap: anywhere;
  }

  .chat .to-come > span {
    color: var(--_text-2);
  }

  .panel li {
    display: grid;
    gap: 4px;
  }

  .panel .button {
    justify-self: start;
  }

  .inline,
  .erasing form {
    display: grid;
    gap: 10px;
  }

  .erasing {
    padding: 12px;
    border: 1px solid var(--_danger);
    border-radius: 10px;
  }

  progress {
    inline-size: 100%;
    accent-color: var(--_accent);
  }

  .steps {
    max-block-size: 320px;
    overflow-y: auto;
  }

  @media (max-width: 980px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
