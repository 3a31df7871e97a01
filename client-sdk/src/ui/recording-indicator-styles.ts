import { css } from 'lit'

export const recordingIndicatorStyles = css`
  :host {
    display: block;
    inline-size: fit-content;
    max-inline-size: 100%;
  }

  .pill {
    display: flex;
    align-items: center;
    padding-inline: 12px;
    border-radius: 18px;
    background: rgb(20 23 21 / 82%);
    color: var(--_on-film);
    font-size: 0.8125rem;
    backdrop-filter: blur(10px);
    box-shadow: 0 0 0 1px rgb(255 255 255 / 10%);
  }

  .words {
    display: flex;
    align-items: center;
    gap: 7px;
    min-block-size: 32px;
    padding-block: 4px;
    line-height: 1.3;
  }

  .off .words {
    opacity: 0.86;
  }

  svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .on svg {
    color: #ff6b5e;
  }

  .on .words > .icon {
    animation: breathe 2.4s ease-in-out infinite;
  }

  .paused .words > .icon {
    color: #f5c451;
  }

  @keyframes breathe {
    50% {
      opacity: 0.45;
    }
  }

  .withdraw {
    min-block-size: 44px;
    margin-inline-start: 12px;
    padding: 0 4px;
    border: 0;
    background: transparent;
    color: inherit;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 3px;
    white-space: nowrap;
  }

  .icon-button {
    margin-inline-end: -12px;
  }

  .on .icon-button svg {
    color: inherit;
  }

  button:focus-visible {
    outline-color: #ffffff;
    outline-offset: -4px;
    border-radius: 18px;
  }
`
