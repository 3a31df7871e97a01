import { css } from 'lit'

export const listStyles = css`
  .search {
    display: grid;
    grid-template-columns: 2fr 1fr 1fr auto auto auto;
    align-items: end;
    gap: 10px;
  }

  .recordings {
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .recordings li + li {
    border-block-start: 1px solid var(--_line);
  }

  .recording {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(150px, auto);
    align-items: center;
    gap: 4px 24px;
    min-block-size: 64px;
    padding: 10px 16px;
    color: inherit;
    text-decoration: none;
  }

  .recording:hover {
    background: color-mix(in srgb, var(--_accent) 6%, transparent);
  }

  .recording:focus-visible {
    outline-offset: -3px;
  }

  .what {
    display: grid;
    min-inline-size: 0;
  }

  .what span,
  .when {
    color: var(--_text-2);
    font-size: 0.875rem;
  }

  .when {
    display: flex;
    gap: 12px;
    font-variant-numeric: tabular-nums;
  }

  .states {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    justify-content: flex-end;
  }

  .more {
    justify-self: center;
  }

  @media (max-width: 860px) {
    .search {
      grid-template-columns: 1fr 1fr;
    }

    .search .text,
    .search .button {
      grid-column: 1 / -1;
    }

    .recording {
      grid-template-columns: minmax(0, 1fr);
    }

    .recording .states {
      justify-content: flex-start;
    }
  }
`
