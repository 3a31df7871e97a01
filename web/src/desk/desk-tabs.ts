import type { PlainKey, Translator } from '@visavis/client-sdk/ui'
import { html, nothing, type TemplateResult } from 'lit'

/** What a narrow screen shows. */
export type DeskTab = 'queue' | 'call' | 'details'

const TABS: readonly (readonly [DeskTab, PlainKey])[] = [
  ['queue', 'desk.queue'],
  ['call', 'desk.call'],
  ['details', 'desk.details'],
]

/** On narrow screens one pane shows at a time. */
export function deskTabs(options: {
  t: Translator
  tab: DeskTab
  waiting: number
  choose: (tab: DeskTab) => void
}): TemplateResult {
  const { t, tab, waiting, choose } = options
  return html`<nav class="tabs" aria-label=${t('desk.title')}>
    ${TABS.map(
      ([name, key]) => html`<button
        data-testid=${`tab-${name}`}
        aria-current=${name === tab ? 'page' : 'false'}
        @click=${() => choose(name)}
      >
        ${t(key)}
        ${name === 'queue' && waiting > 0 ? html`<span class="count">${new Intl.NumberFormat(t.tag).format(waiting)}</span>` : nothing}
      </button>`,
    )}
  </nav>`
}
