import { css } from 'lit'

/** Of pages with a bar on top and something to read below. */
export const pageStyles = css`
  :host {
    display: block;
    min-block-size: 100dvh;
    background: var(--_surface-2);
  }

  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  figure {
    margin: 0;
    padding: 0;
  }

  h1 {
    font-size: 1.0625rem;
    letter-spacing: -0.01em;
  }

  .top {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-block-size: 56px;
    padding: 4px 16px;
    border-block-end: 1px solid var(--_line);
    background: var(--_surface);
  }
`
