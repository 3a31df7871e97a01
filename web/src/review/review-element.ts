import messageLoaders from 'visavis-messages:common,error,review'
import { buttonStyles, type Locale, type Translator, tokens } from '@visavis/client-sdk/ui'
import { type RecordingId, VisavisError } from '@visavis/protocol/browser'
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { languageSelect, languageSelectStyles } from '../language-select.ts'
import { pageLanguage, rememberLanguage, translatePage } from '../page-language.ts'
import { pageStyles } from '../page-styles.ts'
import { listPage } from './list-page.ts'
import { listStyles } from './list-styles.ts'
import { OpenSession } from './open-session.ts'
import { playerStyles } from './player-styles.ts'
import { recordingPage } from './recording-page.ts'
import { ReviewClient } from './review-client.ts'
import {
  type Failure,
  type Filters,
  failureOf,
  type Listing,
  NO_FILTERS,
  type OpenRecording,
} from './review-state.ts'
import { reviewStyles } from './review-styles.ts'

/** Recordings as reviewers and privacy officers see them. */
class VisavisReview extends LitElement {
  static override properties = {
    t: { state: true },
    failure: { state: true },
    listing: { state: true },
    filters: { state: true },
    open: { state: true },
    isOpening: { state: true },
  }
  static override styles = [
    tokens,
    buttonStyles,
    languageSelectStyles,
    pageStyles,
    reviewStyles,
    listStyles,
    playerStyles,
  ]

  declare t: Translator | null
  declare failure: Failure | null
  declare listing: Listing
  declare filters: Filters
  declare open: OpenRecording | null
  declare isOpening: boolean
  readonly #client = new ReviewClient()
  #session: OpenSession | null = null
  #search = 0

  constructor() {
    super()
    this.t = null
    this.failure = null
    this.listing = { recordings: [], next: null, isLoading: true }
    this.filters = NO_FILTERS
    this.open = null
    this.isOpening = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('popstate', this.#follow)
    addEventListener('hashchange', this.#signIn)
    void this.#useLanguage(pageLanguage())
    this.#follow()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('popstate', this.#follow)
    removeEventListener('hashchange', this.#signIn)
    this.#search += 1
    this.#close()
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open && !changed.get('open')) {
      this.renderRoot.querySelector<HTMLElement>('.title h2')?.focus()
    }
  }

  protected override render() {
    const { t } = this
    if (!t) return nothing
    return html`<div class="review" dir=${t.direction} lang=${t.tag}>
      <header class="top">
        <h1>${t('review.title')}</h1>
        ${languageSelect(t, (locale) => {
          rememberLanguage(locale)
          void this.#useLanguage(locale)
        })}
      </header>
      ${this.#content(t)}
    </div>`
  }

  #content(t: Translator): TemplateResult {
    const { failure, open, listing, filters } = this
    const session = this.#session
    if (failure) return this.#failed(t, failure)
    if (open && session) {
      return recordingPage({
        t,
        open,
        player: session.player,
        ...session.actions,
        back: this.#back,
      })
    }
    if (this.isOpening) {
      return html`<main class="list"><p class="empty" role="status">${t('review.loading')}</p></main>`
    }
    return listPage({
      t,
      listing,
      filters,
      search: (wanted) => {
        this.filters = wanted
        void this.#load()
      },
      more: () => void this.#load(this.listing.next),
      open: (recording) => {
        const url = new URL(location.href)
        url.searchParams.set('recording', recording)
        history.pushState(null, '', url)
        this.#follow()
      },
    })
  }

  #failed(t: Translator, { heading, text, isSignIn }: Failure): TemplateResult {
    const again = t(isSignIn ? 'review.sign-in' : 'common.try-again')
    return html`<main class="list"><div class="empty" role="alert" data-testid="review-failed">
      <h2>${t(heading)}</h2>
      <p>${t(text)}</p>
      <span class="buttons">
        <button class="button primary" data-testid="retry" @click=${this.#follow}>${again}</button>
        ${recordingInAddress() ? html`<button class="button" @click=${this.#back}>${t('review.back')}</button>` : nothing}
      </span>
    </div></main>`
  }

  /** Shows what the address says. */
  #follow = (): void => {
    this.failure = null
    this.#search += 1
    this.#close()
    const recording = recordingInAddress()
    if (recording) void this.#openRecording(recording)
    else void this.#load()
  }

  /** As whoever came into the address of an open page. */
  #signIn = (): void => {
    if (this.#client.takeToken()) this.#follow()
  }

  #back = (): void => {
    const url = new URL(location.href)
    url.searchParams.delete('recording')
    history.pushState(null, '', url)
    this.#follow()
  }

  #close(): void {
    this.#session?.close()
    this.#session = null
    this.open = null
    this.isOpening = false
  }

  async #openRecording(recording: RecordingId): Promise<void> {
    this.isOpening = true
    const isWanted = () => this.isConnected && recordingInAddress() === recording
    try {
      const session = await OpenSession.open(this.#client, recording)
      if (!isWanted()) return session.close()
      this.#close()
      session.onChange = (open) => {
        this.open = open
      }
      this.#session = session
      this.open = session.state
    } catch (error) {
      if (isWanted()) this.#fail(error)
    }
  }

  async #load(before: string | null = null): Promise<void> {
    this.#search += 1
    const search = this.#search
    const known = before === null ? [] : this.listing.recordings
    this.listing = { recordings: known, next: before, isLoading: true }
    try {
      const { recordings, next } = await this.#client.list(queryOf(this.filters, before))
      if (search !== this.#search) return
      this.listing = { recordings: [...known, ...recordings], next, isLoading: false }
    } catch (error) {
      if (search === this.#search) this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.isOpening = false
    this.failure = failureOf(error instanceof VisavisError ? error.code : 'internal')
  }

  async #useLanguage(locale: Locale): Promise<void> {
    const t = await translatePage(messageLoaders, locale)
    this.t = t
    document.title = t('review.title')
  }
}

function recordingInAddress(): RecordingId | null {
  return new URLSearchParams(location.search).get('recording') as RecordingId | null
}

function queryOf({ text, advisor, product, from, to }: Filters, before: string | null) {
  const query = new URLSearchParams()
  const set = (name: string, value: string | number | null) => {
    if (value !== null && value !== '' && !Number.isNaN(value)) query.set(name, String(value))
  }
  set('text', text)
  set('advisor', advisor)
  set('product', product)
  // Days are those of whoever looks.
  set('from', from && new Date(`${from}T00:00`).getTime())
  set('to', to && new Date(`${to}T24:00`).getTime())
  set('before', before)
  return query
}

customElements.define('visavis-review', VisavisReview)
