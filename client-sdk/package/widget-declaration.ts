/** Declarations of the widget's entry, for programs that make it by script. */
export const WIDGET_DECLARATION = `export type { GuidanceEvents } from './types/client-sdk/src/widget/widget-events.js'

/** \`<visavis-guidance product="…" locale="…" token-url="…">\` */
export declare class VisavisGuidance extends HTMLElement {
  product: string
  locale: string
  tokenUrl: string
  doctorUrl: string
}

declare global {
  interface HTMLElementTagNameMap {
    'visavis-guidance': VisavisGuidance
  }
}
`
