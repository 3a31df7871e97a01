import { html, LitElement, nothing } from 'lit'
import { type CallView, EMPTY_CALL } from './call-view.ts'
import { define } from './define.ts'
import { initialsOf } from './format.ts'
import { icon } from './icons.ts'
import { streamOf } from './media-stream.ts'
import './self-view.ts'
import { stageStyles } from './stage-styles.ts'
import { tokens } from './tokens.ts'
import type { Translator } from './translator.ts'

/** The other person's picture, whole and unstretched. A shared screen takes the stage from it. */
export class VideoStage extends LitElement {
  static override properties = { call: { attribute: false }, t: { attribute: false } }
  static override styles = [tokens, stageStyles]

  declare call: CallView
  declare t: Translator | null

  constructor() {
    super()
    this.call = EMPTY_CALL
    this.t = null
  }

  protected override render() {
    const { call, t } = this
    const { camera, screen } = call.remote
    return html`<div class="stage" part="stage" data-layout=${screen ? 'screen' : 'camera'}>
      <video
        class="camera"
        part="remote-video"
        data-testid="remote-video"
        autoplay
        playsinline
        .muted=${true}
        ?hidden=${!camera}
        .srcObject=${streamOf(camera)}
        aria-label=${t?.('call.remote-video', { name: this.#peerName }) ?? ''}
      ></video>
      <video
        class="screen"
        part="remote-screen"
        data-testid="remote-screen"
        autoplay
        playsinline
        .muted=${true}
        ?hidden=${!screen}
        .srcObject=${streamOf(screen)}
        aria-label=${t?.('call.remote-screen', { name: this.#peerName }) ?? ''}
      ></video>
      ${camera || screen || call.phase !== 'in-call' ? nothing : this.#renderAvatar()} ${this.#renderPeer()}
      <slot></slot>
      <visavis-self-view
        exportparts="self"
        .camera=${call.camera}
        .isMicrophoneMuted=${call.microphone.state === 'muted'}
        .t=${t}
      ></visavis-self-view>
    </div>`
  }

  get #peerName(): string {
    const { peer } = this.call
    return peer?.name ?? this.t?.(peer?.role === 'shopper' ? 'call.customer' : 'call.advisor') ?? ''
  }

  #renderAvatar() {
    const initials = initialsOf(this.call.peer?.name ?? null)
    return html`<div class="avatar">
      <span class="disc" aria-hidden="true">${initials || icon('person')}</span>
      ${this.#renderNote()}
    </div>`
  }

  #renderNote() {
    const { call, t } = this
    if (call.connection !== 'connected' && call.connection !== 'weak') return nothing
    return html`<p>${t?.('call.peer-camera-is-off', { name: this.#peerName })}</p>`
  }

  #renderPeer() {
    const { peer } = this.call
    if (!peer) return nothing
    const badge = peer.badge
      ? html`<span class="badge">${this.t?.('call.badge', { badge: peer.badge })}</span>`
      : nothing
    const muted = peer.isMuted
      ? html`<span class="peer-muted" title=${this.t?.('call.peer-muted', { name: this.#peerName }) ?? ''}>
          ${icon('microphoneOff')}<span class="visually-hidden">${this.t?.('call.peer-muted', { name: this.#peerName })}</span>
        </span>`
      : nothing
    return html`<div class="peer" part="peer" data-testid="peer">
      <bdi class="name">${this.#peerName}</bdi> ${badge} ${muted}
    </div>`
  }
}

define('visavis-stage', VideoStage)
