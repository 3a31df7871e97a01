import { css } from 'lit'

export const chatPanelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    background: var(--_surface);
    color: var(--_text);
  }

  .list {
    flex: 1;
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-block-size: 0;
    padding: 14px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  .list:focus-visible {
    outline-offset: -2px;
  }

  .empty {
    margin: auto;
    max-inline-size: 28ch;
    color: var(--_text-2);
    text-align: center;
  }

  article {
    max-inline-size: 85%;
  }

  .mine {
    align-self: flex-end;
  }

  .theirs {
    align-self: flex-start;
  }

  article p {
    margin: 0;
  }

  .who {
    margin-block-end: 2px;
    font-size: 0.75rem;
    color: var(--_text-2);
  }

  .mine .who {
    text-align: end;
  }

  .text {
    inline-size: fit-content;
    padding: 8px 12px;
    border-radius: 14px;
    border-end-start-radius: 4px;
    background: var(--_surface-2);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .mine .text {
    margin-inline-start: auto;
    border-radius: 14px;
    border-end-end-radius: 4px;
    background: color-mix(in srgb, var(--_accent) 16%, var(--_surface));
  }

  .text.erased {
    color: var(--_text-2);
    font-style: italic;
  }

  .status {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 6px;
    margin-block-start: 2px;
    font-size: 0.75rem;
    color: var(--_text-2);
  }

  .status.failed {
    color: var(--_danger);
  }

  .status svg {
    inline-size: 14px;
    block-size: 14px;
  }

  .link {
    min-block-size: 44px;
    padding: 0 6px;
    border: 0;
    background: none;
    color: inherit;
    font-weight: 600;
    text-decoration: underline;
  }

  .compose {
    display: flex;
    align-items: flex-end;
    gap: 8px;
    padding: 10px;
    border-block-start: 1px solid var(--_line);
  }

  textarea {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 10px 14px;
    border: 1px solid var(--_line);
    border-radius: 22px;
    background: var(--_surface);
    color: var(--_text);
    /* Below 16 px iOS zooms the page on focus. */
    font: 1rem/1.35 var(--_font);
    resize: none;
  }

  /* An empty field has the direction of the page, not of what is not written yet. */
  textarea:placeholder-shown {
    direction: inherit;
    unicode-bidi: normal;
  }

  textarea::placeholder {
    color: var(--_text-2);
    opacity: 1;
  }

  .send {
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .send:hover {
    background: var(--_accent);
    filter: brightness(1.08);
  }
`
