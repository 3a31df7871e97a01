import { css } from 'lit'

export const callSurfaceStyles = css`
  :host {
    display: grid;
    min-block-size: 0;
    overflow: hidden;
    background: var(--_film);
    container-type: inline-size;
    --_peer-inset-bottom: 68px;
  }

  .surface {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    min-block-size: 0;
  }

  :host([idle]) {
    --_peer-inset-bottom: 12px;
    cursor: none;
  }

  .stage,
  .banners,
  .panel {
    grid-area: 1 / 1;
  }

  .banners {
    z-index: 3;
    align-self: start;
    justify-self: center;
    display: grid;
    gap: 8px;
    inline-size: min(460px, 100% - 16px);
    margin-block-start: 8px;
  }

  .banners > visavis-recording {
    justify-self: center;
  }

  .controls {
    position: absolute;
    z-index: 2;
    inset-block-end: 10px;
    inset-inline: 8px;
    transition: opacity var(--_quick), translate var(--_quick);
  }

  :host([idle]) .controls {
    opacity: 0;
    translate: 0 8px;
    pointer-events: none;
  }

  .overlay::slotted(*) {
    position: absolute;
    inset: 0;
  }

  .panel {
    z-index: 4;
    align-self: end;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    max-block-size: 100%;
    background: var(--_surface);
    color: var(--_text);
    border-start-start-radius: var(--_radius);
    border-start-end-radius: var(--_radius);
    box-shadow: var(--_shadow);
    overflow: hidden;
  }

  .panel.chat {
    block-size: min(100%, max(72%, 300px));
  }

  .panel visavis-chat {
    flex: 1;
  }

  :host([layout='stacked']) .surface {
    grid-template: auto minmax(min(180px, 36dvh), 1fr) auto / minmax(0, 1fr);
  }

  :host([layout='stacked']) .surface[data-banners='above'] {
    grid-template-rows: auto minmax(min(292px, 45dvh), 1fr) auto;
  }

  :host([layout='stacked']) :is(.stage, .banners) {
    grid-area: 2 / 1;
  }

  /* What somebody must act on is long: in a small window it would hide the picture. */
  :host([layout='stacked']) [data-banners='above'] .banners {
    grid-area: 1 / 1;
    max-block-size: 52dvh;
    overflow-y: auto;
    margin-block-end: 8px;
  }

  :host([layout='stacked']) .panel {
    grid-area: 3 / 1;
    align-self: stretch;
    border-radius: 0;
    box-shadow: none;
  }

  :host([layout='stacked']) .panel.chat {
    block-size: min(280px, 45dvh);
  }

  .panel header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-inline: 16px 4px;
    border-block-end: 1px solid var(--_line);
  }

  .panel h2 {
    margin: 0;
    font-size: 0.9375rem;
  }

  @container (min-inline-size: 640px) {
    :host([layout]) .surface[data-banners] {
      grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    }

    :host([layout]) .surface :is(.stage, .banners) {
      grid-area: 1 / 1;
      max-block-size: none;
      margin-block-end: 0;
    }

    :host([layout]) .surface[data-banners]:not([data-panel='none']) {
      grid-template: minmax(0, 1fr) / minmax(0, 1fr) 340px;
    }

    :host .panel,
    :host([layout]) .panel.chat {
      grid-area: 1 / 2;
      align-self: stretch;
      block-size: auto;
      border-radius: 0;
      border-inline-start: 1px solid var(--_line);
      box-shadow: none;
    }
  }
`
