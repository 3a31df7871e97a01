import { css } from 'lit'

/** What is inside the three panes. */
export const paneStyles = css`
  .queue {
    overflow-y: auto;
  }

  .queue header {
    padding: 16px 16px 8px;
  }

  .queue header p,
  .about span,
  .empty,
  .hint {
    color: var(--_text-2);
    font-size: 0.875rem;
  }

  .hint {
    padding: 4px 16px 8px;
  }

  .empty {
    display: grid;
    justify-items: center;
    gap: 4px;
    margin: auto;
    padding: 24px;
    text-align: center;
  }

  .empty strong {
    color: var(--_text);
  }

  .ticket {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 12px;
    padding: 12px 16px;
    border-block-end: 1px solid var(--_line);
  }

  img,
  .no-image {
    display: block;
    flex: none;
    border-radius: 10px;
    background: var(--_surface-2);
    object-fit: cover;
  }

  .no-image {
    display: grid;
    place-items: center;
    inline-size: 56px;
    block-size: 56px;
  }

  .about {
    flex: 1;
    display: grid;
    min-inline-size: 0;
    line-height: 1.35;
  }

  .waits {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }

  .waits svg {
    inline-size: 14px;
    block-size: 14px;
  }

  .call {
    background: var(--_surface-2);
  }

  .call:focus {
    outline: none;
  }

  .narrow-only {
    display: none;
    margin: 16px;
  }

  .call-head {
    display: flex;
    align-items: center;
    gap: 14px;
    min-block-size: 48px;
    padding-inline: 16px;
    background: var(--_surface);
  }

  .call-head h2 {
    flex: 1;
  }

  visavis-call {
    flex: 1;
  }

  .ready {
    display: flex;
    flex-direction: column;
    gap: 10px;
    inline-size: min(100%, 560px);
    margin: 0 auto;
    padding: clamp(12px, 4vh, 40px) 16px;
    overflow-y: auto;
  }

  .ready > p {
    color: var(--_text-2);
  }

  .ready visavis-devices {
    margin-block-start: 8px;
    border-radius: var(--_radius);
  }

  .ready > * {
    flex: none;
  }

  .preview {
    position: relative;
    aspect-ratio: 16 / 9;
    overflow: hidden;
    border-radius: var(--_radius);
    background: var(--_film);
    color: var(--_on-film);
  }

  .preview video {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    transform: scaleX(-1);
  }

  .preview video[hidden] {
    display: none;
  }

  .camera-off {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 8px;
  }

  .preview-controls {
    position: absolute;
    inset-block-end: 10px;
    inset-inline: 8px;
  }

  .wrap-up,
  .gate {
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 10px;
    block-size: 100%;
    padding: 24px;
    text-align: center;
  }

  .wrap-up p,
  .gate p {
    max-inline-size: 44ch;
    color: var(--_text-2);
    text-wrap: balance;
  }

  .wrap-up > .icon svg,
  .gate > .icon svg {
    inline-size: 32px;
    block-size: 32px;
    color: var(--_accent);
  }

  .wrap-up .button,
  .gate .button {
    margin-block-start: 8px;
  }

  .facts {
    display: grid;
    flex: none;
    gap: 12px;
    max-block-size: 62%;
    padding: 16px;
    overflow-y: auto;
    border-block-end: 1px solid var(--_line);
  }

  .product {
    display: flex;
    gap: 12px;
  }

  .product > div {
    display: grid;
    align-content: center;
  }

  .product a {
    display: inline-grid;
    align-items: center;
    min-block-size: 28px;
    color: var(--_accent);
  }

  dl div {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    padding-block: 4px;
  }

  dt,
  small {
    color: var(--_text-2);
  }

  .notes {
    display: grid;
    gap: 6px;
    font-weight: 600;
  }

  small {
    font-weight: 400;
  }

  .notes textarea {
    inline-size: 100%;
    padding: 10px 12px;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_surface);
    color: var(--_text);
    font: 1rem/1.4 var(--_font);
    resize: vertical;
  }

  .notes textarea::placeholder {
    color: var(--_text-2);
    opacity: 1;
  }

  .notes textarea:placeholder-shown {
    direction: inherit;
    unicode-bidi: normal;
  }

  .chat-heading {
    padding: 12px 16px 0;
  }

  .details visavis-chat {
    flex: 1;
  }
`
