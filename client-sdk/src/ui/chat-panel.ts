import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { buttonStyles } from './button-styles.ts'
import { sendAction } from './call-actions.ts'
import type { ChatEntry } from './call-view.ts'
import { chatPanelStyles } from './chat-panel-styles.ts'
import { define } from './define.ts'
import { formatTime } from './format.ts'
import { icon } from './icons.ts'
import { tokens } from './tokens.ts'
import type { Translator } from './translator.ts'

/** What the protocol takes in one message. */
const MAX_CHARACTERS = 4_000

/** Distance from the end, in pixels, within which new messages pull the list along. */
const FOLLOW_PX = 80

/** The conversation in writing. Text is only ever text: nothing in it becomes markup. */
export class ChatPanel extends LitElement {
  static override properties = {
    messages: { attribute: false },
    t: { attribute: false },
    isDisabled: { attribute: false },
  }
  static override styles = [tokens, buttonStyles, chatPanelStyles]

  declare messages: readonly ChatEntry[]
  declare t: Translator | null
  declare isDisabled: boolean
  #isFollowing = true

  constructor() {
    super()
    this.messages = []
    this.t = null
    this.isDisabled = false
  }

  override focus(): void {
    this.renderRoot.querySelector('textarea')?.focus()
  }

  protected override render() {
    const { t } = this
    return html`<div
        class="list"
        part="messages"
        role="log"
        aria-live="polite"
        aria-label=${t?.('chat.title') ?? ''}
        tabindex="0"
        @scroll=${this.#noteScroll}
      >
        ${this.messages.length === 0 ? html`<p class="empty">${t?.('chat.empty')}</p>` : nothing}
        ${repeat(
          this.messages,
          ({ id }) => id,
          (entry) => this.#renderEntry(entry),
        )}
      </div>
      <form class="compose" part="compose" @submit=${this.#submit}>
        <textarea
          data-testid="chat-input"
          rows="1"
          maxlength=${MAX_CHARACTERS}
          dir="auto"
          aria-label=${t?.('chat.placeholder') ?? ''}
          placeholder=${t?.('chat.placeholder') ?? ''}
          ?disabled=${this.isDisabled}
          @keydown=${this.#sendOnEnter}
          @input=${this.#grow}
        ></textarea>
        <button
          class="icon-button send"
          data-testid="chat-send"
          aria-label=${t?.('chat.send') ?? ''}
          title=${t?.('chat.send') ?? ''}
          ?disabled=${this.isDisabled}
        >
          ${icon('arrowUp')}
        </button>
      </form>`
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('messages')) return
    const isOwnNew = this.messages.at(-1)?.isMine ?? false
    const list = this.renderRoot.querySelector('.list')
    if (list && (this.#isFollowing || isOwnNew)) list.scrollTop = list.scrollHeight
  }

  #renderEntry(entry: ChatEntry): TemplateResult {
    const { t } = this
    const who = entry.isMine ? t?.('chat.you') : this.#nameOf(entry)
    return html`<article class=${entry.isMine ? 'mine' : 'theirs'} data-testid="chat-message" data-status=${entry.status}>
      <p class="who"><bdi>${who}</bdi>${entry.at === null ? nothing : html` <time>${formatTime(t?.tag ?? 'en', entry.at)}</time>`}</p>
      <p class="text ${entry.text === null ? 'erased' : ''}" dir="auto">${entry.text ?? t?.('chat.erased')}</p>
      ${entry.isMasked ? this.#renderUnmask(entry) : nothing}
      ${this.#renderStatus(entry)}
    </article>`
  }

  #nameOf({ author }: ChatEntry): string {
    return (
      author?.name ?? this.t?.(author?.role === 'advisor' ? 'call.advisor' : 'call.customer') ?? ''
    )
  }

  #renderUnmask({ id }: ChatEntry): TemplateResult {
    return html`<p class="status">
      <button class="link" data-testid="unmask" @click=${() => sendAction(this, { type: 'unmask', id })}>
        ${this.t?.('chat.unmask')}
      </button>
    </p>`
  }

  #renderStatus(entry: ChatEntry) {
    const { t } = this
    if (entry.status === 'sent') return nothing
    if (entry.status === 'sending') return html`<p class="status">${t?.('chat.sending')}</p>`
    return html`<p class="status failed">
      ${icon('warning')}${t?.('chat.failed')}
      <button class="link" data-testid="chat-retry" @click=${() => sendAction(this, { type: 'retry-message', id: entry.id })}>
        ${t?.('chat.retry')}
      </button>
    </p>`
  }

  #noteScroll = (event: Event): void => {
    const list = event.currentTarget as HTMLElement
    this.#isFollowing = list.scrollHeight - list.scrollTop - list.clientHeight < FOLLOW_PX
  }

  #sendOnEnter = (event: KeyboardEvent): void => {
    // While an input method composes, Enter picks a candidate.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    this.#submit(event)
  }

  #submit = (event: Event): void => {
    event.preventDefault()
    const input = this.renderRoot.querySelector('textarea')
    const text = input?.value.trim() ?? ''
    if (!input || text === '') return
    sendAction(this, { type: 'post', text })
    input.value = ''
    input.style.blockSize = ''
    input.focus()
  }

  #grow = (event: Event): void => {
    const input = event.currentTarget as HTMLTextAreaElement
    input.style.blockSize = ''
    input.style.blockSize = `${Math.min(input.scrollHeight + 2, 132)}px`
  }
}

define('visavis-chat', ChatPanel)
