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

    .narrow-only {
      display: inline-flex;
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
      flex-wrap: wrap;
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
