import { css } from 'lit'

export const windowStyles = css`
  .window {
    position: fixed;
    z-index: var(--visavis-z-index, 2147483000);
    inset-inline-end: var(--_inset-end, 24px);
    inset-block-end: var(--_inset-bottom, 24px);
    display: flex;
    flex-direction: column;
    inline-size: min(440px, 100vw - 16px);
    min-block-size: min(384px, 100dvh - 16px);
    max-block-size: calc(100dvh - 16px);
    overflow: hidden;
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow), 0 0 0 1px var(--_line);
  }

  :host([ahead]) .window {
    visibility: hidden;
  }

  .window:focus {
    outline: none;
  }

  .window:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  :host([has-panel]) .window {
    block-size: min(660px, 100dvh - 16px);
  }

  :host([size='enlarged']) .window {
    inline-size: min(1080px, 100vw - 48px);
    block-size: min(720px, 100dvh - 48px);
  }

  header {
    display: flex;
    align-items: center;
    gap: 2px;
    min-block-size: 48px;
    padding-inline: 4px;
    border-block-end: 1px solid var(--_line);
    cursor: grab;
    touch-action: none;
    user-select: none;
  }

  header:active {
    cursor: grabbing;
  }

  .grip {
    color: var(--_text-2);
    cursor: inherit;
  }

  /* Below each other: a name has the whole width. */
  .title {
    flex: 1;
    min-inline-size: 0;
    padding-block: 6px;
  }

  h2 {
    margin: 0;
    overflow: hidden;
    font-size: 0.9375rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .body {
    flex: 1;
    display: grid;
    min-block-size: 0;
  }

  ::slotted(*) {
    min-block-size: 0;
  }

  @media (max-width: 600px) {
    .window,
    :host([size='enlarged']) .window {
      inset-inline: 0;
      inset-block-end: 0;
      inline-size: 100vw;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
      padding-block-end: env(safe-area-inset-bottom);
    }

    .window {
      min-block-size: max(340px, 58dvh);
      max-block-size: 100dvh;
    }

    :host([has-panel]) .window {
      block-size: 92dvh;
    }

    :host([size='enlarged']) .window {
      block-size: 100dvh;
      border-radius: 0;
    }

    header {
      cursor: default;
    }

    .grip {
      display: none;
    }

    .title {
      padding-inline-start: 12px;
    }
  }
`
