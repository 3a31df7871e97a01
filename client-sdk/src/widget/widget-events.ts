/**
 * What `<visavis-guidance>` tells the page, as bubbling `CustomEvent`s with these details. None carries
 * who anybody is or what was said.
 */
export interface GuidanceEvents {
  /** The shopper asked for guidance. */
  'visavis:started': { product: string }
  /** Shopper and advisor met after waiting this long. */
  'visavis:connected': { product: string; waitedMs: number }
  /** The call is over. `durationMs` is 0 if the two never met. */
  'visavis:ended': { product: string; reason: string; durationMs: number }
  /** 1 to 5 stars. */
  'visavis:rated': { product: string; stars: number }
  /** A call could not be started; `code` is for developers. */
  'visavis:error': { product: string; code: string }
}

export function announce<E extends keyof GuidanceEvents>(
  element: HTMLElement,
  event: E,
  detail: GuidanceEvents[E],
): void {
  element.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true }))
}
