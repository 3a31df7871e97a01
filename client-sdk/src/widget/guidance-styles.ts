import { css } from 'lit'

export const guidanceStyles = css`
  :host {
    display: inline-block;
  }

  .root {
    display: contents;
  }

  .start {
    inline-size: 100%;
    min-block-size: 60px;
    padding-inline: 24px;
    gap: 14px;
    border-radius: var(--visavis-button-radius, 999px);
  }

  .start svg {
    inline-size: 24px;
    block-size: 24px;
  }

  .words {
    display: grid;
    justify-items: start;
    line-height: 1.3;
    text-align: start;
  }

  .availability {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    font-size: 0.8125rem;
    font-weight: 400;
  }

  .dot {
    inline-size: 8px;
    block-size: 8px;
    border: 1.5px solid currentColor;
    border-radius: 50%;
  }

  [data-state='available'] .dot {
    background: currentColor;
  }

  .status {
    display: inline-flex;
    align-items: center;
    gap: 10px;
    font-size: 0.8125rem;
    line-height: 1.3;
    color: var(--_text-2);
  }

  .waiting {
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 6px;
    padding: 16px 24px 72px;
    color: var(--_on-film);
    text-align: center;
  }

  .waiting h3,
  .waiting p {
    margin: 0;
  }

  .waiting h3 {
    font-size: 1.0625rem;
  }

  .waiting p {
    color: #c7cbc8;
  }

  .clock {
    font-size: 0.875rem;
  }

  .button.on-film {
    margin-block-start: 10px;
    border-color: rgb(255 255 255 / 35%);
    background: transparent;
    color: inherit;
  }

  .pulse {
    inline-size: 14px;
    block-size: 14px;
    margin-block-end: 10px;
    border-radius: 50%;
    background: #6fd0bb;
    /* Not while a quick answer may come: it would draw the page anew sixty times a second meanwhile. */
    animation: pulse 1.8s ease-out 1s infinite;
  }

  @keyframes pulse {
    from {
      box-shadow: 0 0 0 0 rgb(111 208 187 / 55%);
    }

    to {
      box-shadow: 0 0 0 20px rgb(111 208 187 / 0%);
    }
  }

  .message {
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 8px;
    padding: 24px;
    overflow-y: auto;
    text-align: center;
  }

  .message > .icon svg {
    inline-size: 32px;
    block-size: 32px;
    color: var(--_text-2);
  }

  .message h3,
  .message p {
    margin: 0;
  }

  .message h3 {
    font-size: 1.125rem;
  }

  .message p {
    max-inline-size: 40ch;
    text-wrap: balance;
    color: var(--_text-2);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 10px;
    margin-block-start: 12px;
  }

  .test {
    display: inline-flex;
    align-items: center;
    min-block-size: 44px;
    padding-inline: 8px;
    color: var(--_text-2);
    font-size: 0.875rem;
    text-underline-offset: 3px;
  }

  .rating {
    margin: 8px 0 0;
    padding: 0;
    border: 0;
  }

  .rating legend {
    margin-inline: auto;
    padding: 0;
    font-weight: 600;
  }

  .star {
    color: var(--_text-2);
  }

  .star.filled {
    color: var(--_accent);
  }

  .star.filled svg {
    fill: currentColor;
  }

  .minimised {
    position: fixed;
    z-index: var(--visavis-z-index, 2147483000);
    inset-block-end: 24px;
    inset-inline-end: 24px;
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 6px;
    border-radius: 999px;
    background: var(--_surface);
    box-shadow: var(--_shadow), 0 0 0 1px var(--_line);
  }

  .minimised .button {
    max-inline-size: 60vw;
    border-color: transparent;
    overflow: hidden;
    white-space: nowrap;
  }

  .end {
    background: #c5281c;
    color: #ffffff;
  }

  .end:hover {
    background: #a91f15;
  }

  @media (max-width: 600px) {
    .minimised {
      inset-block-end: 12px;
      inset-inline-end: 12px;
    }

    .status visavis-connection {
      display: block;
    }
  }
`
