import { css } from 'lit'

/**
 * Colours, shapes and type of every part. Pages theme them with `--visavis-*` on the element or
 * any ancestor; parts read only the resolved `--_*`.
 */
export const tokens = css`
  :host {
    --_accent: var(--visavis-accent, #0f6a5b);
    --_on-accent: var(--visavis-on-accent, #ffffff);
    --_surface: var(--visavis-surface, #ffffff);
    --_surface-2: var(--visavis-surface-2, #f4f3f0);
    --_text: var(--visavis-text, #1b1b19);
    --_text-2: var(--visavis-text-2, #5d5b56);
    --_line: var(--visavis-line, #dcd9d2);
    --_danger: var(--visavis-danger, #b3261e);
    --_on-danger: #ffffff;
    --_notice: var(--visavis-notice, #fdf3dc);
    --_on-notice: var(--visavis-on-notice, #4a3503);
    --_good: #1a7f4b;
    --_radius: var(--visavis-radius, 14px);
    --_font: var(
      --visavis-font,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Noto Sans',
      'Helvetica Neue',
      sans-serif
    );
    --_shadow: 0 1px 2px rgb(20 18 14 / 8%), 0 12px 40px rgb(20 18 14 / 22%);
    --_film: #101211;
    --_on-film: #f4f5f4;
    --_quick: 160ms cubic-bezier(0.2, 0, 0, 1);
    font-family: var(--_font);
    font-size: 0.9375rem;
    line-height: 1.45;
    color: var(--_text);
    color-scheme: light dark;
    -webkit-text-size-adjust: 100%;
  }

  @media (prefers-color-scheme: dark) {
    :host {
      --_accent: var(--visavis-accent-dark, #6fd0bb);
      --_on-accent: var(--visavis-on-accent-dark, #06231d);
      --_surface: var(--visavis-surface-dark, #1c1c1a);
      --_surface-2: var(--visavis-surface-2-dark, #282825);
      --_text: var(--visavis-text-dark, #f1f0ec);
      --_text-2: var(--visavis-text-2-dark, #b3b0a8);
      --_line: var(--visavis-line-dark, #3d3c38);
      --_danger: var(--visavis-danger-dark, #ff9d94);
      --_on-danger: #3b0703;
      --_notice: var(--visavis-notice-dark, #3a2f14);
      --_on-notice: var(--visavis-on-notice-dark, #f7e5b5);
      --_good: #6fd39a;
      --_shadow: 0 1px 2px rgb(0 0 0 / 50%), 0 12px 40px rgb(0 0 0 / 60%);
    }
  }

  :host([hidden]) {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
    }
  }
`
