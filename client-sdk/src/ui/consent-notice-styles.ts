import { css } from 'lit'

export const consentNoticeStyles = css`
  :host {
    display: block;
  }

  .card {
    display: grid;
    gap: 8px;
    padding: 14px 16px;
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    font-size: 0.875rem;
    text-align: start;
  }

  h3 {
    margin: 0;
    font-size: 1rem;
    line-height: 1.3;
  }

  .text {
    display: grid;
    gap: 6px;
    /* The answers stay in sight on any screen; what does not fit is scrolled, and fades to say so. */
    max-block-size: clamp(72px, 20dvh, 240px);
    padding-block-end: 16px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    mask-image: linear-gradient(#000 calc(100% - 20px), transparent);
  }

  p {
    margin: 0;
    overflow-wrap: anywhere;
  }

  p + p {
    color: var(--_text-2);
  }

  a {
    color: var(--_accent);
  }

  /* Alike in every way: neither answer is the easier one. */
  .answers {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
  }

  .answers .button {
    padding-inline: 10px;
    border-color: var(--_text-2);
  }
`
