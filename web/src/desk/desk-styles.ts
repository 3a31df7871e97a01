import { css } from 'lit'

export const deskStyles = css`
  :host {
    display: block;
    block-size: 100%;
    background: var(--_surface-2);
  }

  h1,
  h2,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  ul {
    list-style: none;
  }

  h1 {
    font-size: 1.0625rem;
    letter-spacing: -0.01em;
  }

  h2 {
    font-size: 1rem;
  }

  .desk {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    block-size: 100%;
  }

  .top {
    display: flex;
    align-items: center;
    gap: 8px 14px;
    min-block-size: 56px;
    padding: 4px 16px;
    border-block-end: 1px solid var(--_line);
    background: var(--_surface);
  }

  .space {
    flex: 1;
  }

  .auto {
    padding: 3px 10px;
    border-radius: 999px;
    background: var(--_notice);
    color: var(--_on-notice);
    font-size: 0.8125rem;
  }

  .switch {
    display: inline-flex;
    align-items: center;
    gap: 10px;
    min-block-size: 44px;
    padding: 0 6px;
    border: 0;
    border-radius: 8px;
    background: none;
  }

  .track {
    inline-size: 40px;
    block-size: 24px;
    padding: 3px;
    border-radius: 12px;
    background: var(--_text-2);
    transition: background var(--_quick);
  }

  .thumb {
    display: block;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    background: var(--_surface);
    transition: margin var(--_quick);
  }

  [aria-checked='true'] .track {
    background: var(--_accent);
  }

  [aria-checked='true'] .thumb {
    margin-inline-start: 16px;
  }

  .language {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--_text-2);
  }

  select {
    min-block-size: 44px;
    max-inline-size: 9em;
    border: 0;
    border-radius: 8px;
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
  }

  .panes {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(260px, 320px) minmax(0, 1fr) minmax(280px, 340px);
    gap: 1px;
    min-block-size: 0;
    background: var(--_line);
  }

  .pane {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
    background: var(--_surface);
  }

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

  .tabs {
    display: none;
  }

  @media (max-width: 1020px) {
    .panes {
      grid-template: minmax(0, 1fr) / minmax(240px, 300px) minmax(0, 1fr);
    }

    .desk[data-state='in-call'] .queue,
    .desk[data-state='wrap-up'] .queue,
    .desk:not([data-state='in-call'], [data-state='wrap-up']) .details {
      display: none;
    }

    .desk[data-state='in-call'] .details,
    .desk[data-state='wrap-up'] .details {
      order: -1;
    }
  }

  @media (max-width: 720px) {
    .desk {
      grid-template-rows: auto minmax(0, 1fr) auto;
    }

    .panes {
      grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    }

    .desk .panes > .pane {
      display: none;
    }

    .desk[data-tab='queue'] .panes > .queue,
    .desk[data-tab='call'] .panes > .call,
    .desk[data-tab='details'] .panes > .details {
      display: flex;
    }

    .tabs {
      display: grid;
      grid-template-columns: repeat(3, 1fr);
      border-block-start: 1px solid var(--_line);
      background: var(--_surface);
      padding-block-end: env(safe-area-inset-bottom);
    }

    .tabs button {
      min-block-size: 52px;
      border: 0;
      border-block-start: 3px solid transparent;
      background: none;
      color: var(--_text-2);
    }

    .tabs button[aria-current='page'] {
      border-color: var(--_accent);
      color: var(--_text);
      font-weight: 600;
    }

    .count {
      padding-inline: 6px;
      border-radius: 9px;
      background: var(--_accent);
      color: var(--_on-accent);
      font-size: 0.75rem;
    }

    .top {
      padding-inline: 12px;
      gap: 4px;
    }

    .top h1 {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .space {
      order: 1;
    }

    .ring {
      order: 2;
    }

    .language {
      order: 3;
    }

    .language .icon {
      display: none;
    }

    .auto {
      display: none;
    }
  }
`
