import { css } from 'lit'

export const reviewStyles = css`
  ul,
  ol {
    list-style: none;
  }

  h3 {
    font-size: 0.9375rem;
  }

  main {
    display: grid;
    gap: 16px;
    max-inline-size: 1240px;
    margin-inline: auto;
    padding: 24px 16px 48px;
  }

  label {
    display: grid;
    gap: 4px;
    min-inline-size: 0;
    color: var(--_text-2);
    font-size: 0.8125rem;
  }

  input:not([type='range']),
  .rate select {
    min-block-size: 44px;
    min-inline-size: 0;
    padding: 6px 12px;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 0.9375rem;
  }

  .link {
    min-block-size: 28px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_accent);
    font: inherit;
    font-weight: 600;
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }

  .link:hover {
    text-decoration: underline;
  }

  .quiet {
    color: var(--_text-2);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }

  .badge {
    padding: 3px 10px;
    border-radius: 999px;
    background: var(--_surface-2);
    color: var(--_text);
    font-size: 0.8125rem;
  }

  .badge.held {
    background: var(--_notice);
    color: var(--_on-notice);
    font-weight: 600;
  }

  .fading {
    color: var(--_text-2);
    font-size: 0.8125rem;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .button.small {
    padding: 6px 14px;
    font-size: 0.875rem;
  }

  .empty {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 64px 16px;
    color: var(--_text-2);
    text-align: center;
  }

  .empty h2 {
    color: var(--_text);
    font-size: 1.25rem;
  }

  .wrong {
    color: var(--_danger);
  }

  .refused {
    display: flex;
    align-items: center;
    gap: 8px;
    position: sticky;
    inset-block-start: 8px;
    z-index: 1;
    padding: 12px 16px;
    border: 1px solid var(--_danger);
    border-radius: 10px;
    background: var(--_surface);
    color: var(--_danger);
  }

  .good {
    color: var(--_good);
    font-weight: 600;
  }
`
