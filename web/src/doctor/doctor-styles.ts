import { css } from 'lit'

export const doctorStyles = css`
  main {
    display: grid;
    gap: 20px;
    max-inline-size: 680px;
    margin-inline: auto;
    padding: 32px 16px 48px;
  }

  .lead {
    display: grid;
    gap: 8px;
    padding-inline: 4px;
  }

  .lead:focus {
    outline: none;
  }

  .lead h2 {
    font-size: 1.375rem;
    line-height: 1.3;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }

  .lead p {
    max-inline-size: 60ch;
    color: var(--_text-2);
    text-wrap: pretty;
  }

  .verdict {
    display: flex;
    align-items: flex-start;
    gap: 10px;
  }

  .verdict svg {
    inline-size: 26px;
    block-size: 26px;
    margin-block-start: 2px;
  }

  [data-state='good'] .verdict .icon {
    color: var(--_good);
  }

  [data-state='offline'] .verdict .icon,
  [data-state='blocked'] .verdict .icon {
    color: var(--_danger);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-block-start: 8px;
  }

  .steps {
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    list-style: none;
  }

  .step {
    display: flex;
    align-items: flex-start;
    gap: 12px;
    min-block-size: 60px;
    padding: 8px 16px;
  }

  .step + .step {
    border-block-start: 1px solid var(--_line);
  }

  .mark {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 28px;
    block-size: 44px;
    color: var(--_text-2);
  }

  [data-state='waiting'] .mark {
    opacity: 0.5;
  }

  [data-state='passed'] .mark,
  [data-state='passed'] .state {
    color: var(--_good);
  }

  [data-state='failed'] .mark,
  [data-state='failed'] .state {
    color: var(--_danger);
  }

  [data-state='running'] .mark {
    color: var(--_accent);
  }

  [data-state='running'] .mark .icon {
    animation: turn 1.4s linear infinite;
  }

  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }

  .words {
    flex: 1;
    display: grid;
    align-content: center;
    gap: 2px;
    min-inline-size: 0;
    min-block-size: 44px;
  }

  .step h3 {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    font-size: 0.9375rem;
  }

  .state {
    color: var(--_text-2);
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .step p {
    color: var(--_text-2);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }

  .skip {
    flex: none;
    padding-inline: 14px;
  }

  .preview {
    inline-size: min(240px, 100%);
    aspect-ratio: 16 / 9;
    margin-block: 6px 4px;
    border-radius: 10px;
    background: var(--_film);
    object-fit: cover;
    scale: -1 1;
  }

  meter {
    inline-size: min(240px, 100%);
    block-size: 14px;
    margin-block: 4px;
  }
`
