import { css } from 'lit'

export const buttonStyles = css`
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 44px;
    padding: 8px 18px;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_text);
    font-weight: 600;
    text-decoration: none;
    transition: background var(--_quick), border-color var(--_quick);
  }

  .button:hover {
    border-color: var(--_text-2);
  }

  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .button.danger {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_on-danger);
  }

  .button.primary:hover,
  .button.danger:hover {
    filter: brightness(1.08);
  }

  .button:disabled {
    cursor: default;
    opacity: 0.55;
  }

  .icon-button {
    display: inline-grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    flex: none;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: transparent;
    transition: background var(--_quick), color var(--_quick);
  }

  .icon-button:hover {
    background: color-mix(in srgb, currentColor 12%, transparent);
  }

  svg {
    display: block;
    inline-size: 20px;
    block-size: 20px;
    flex: none;
  }
`
