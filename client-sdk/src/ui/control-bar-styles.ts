import { css } from 'lit'

export const controlBarStyles = css`
  :host {
    display: block;
    color: var(--_on-film);
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 4px;
    inline-size: fit-content;
    max-inline-size: 100%;
    margin-inline: auto;
    padding: 4px;
    border-radius: 28px;
    background: rgb(20 23 21 / 82%);
    backdrop-filter: blur(10px);
    box-shadow: 0 0 0 1px rgb(255 255 255 / 10%);
  }

  .icon-button {
    position: relative;
    color: var(--_on-film);
  }

  .icon-button[aria-pressed='true'] {
    background: rgb(255 255 255 / 22%);
  }

  .icon-button.off {
    background: #f4f5f4;
    color: #1b1b19;
  }

  .icon-button:disabled {
    cursor: default;
    opacity: 0.6;
  }

  .icon-button.end {
    background: #c5281c;
    color: #ffffff;
  }

  .icon-button.end:hover {
    background: #a91f15;
  }

  .icon-button:focus-visible {
    outline-color: #ffffff;
    outline-offset: 1px;
  }

  /* Drawn, not written: the button's label says it. */
  .unread::before {
    content: attr(data-count);
  }

  .unread {
    position: absolute;
    inset-block-start: 2px;
    inset-inline-end: 2px;
    min-inline-size: 18px;
    padding-inline: 5px;
    border-radius: 9px;
    background: #ffffff;
    color: #1b1b19;
    font-size: 0.6875rem;
    font-weight: 700;
    line-height: 18px;
    text-align: center;
  }
`
