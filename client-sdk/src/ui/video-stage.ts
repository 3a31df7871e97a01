import { html, LitElement, nothing } from 'lit'
import { absence, disc } from './absence.ts'
import { sendAction } from './call-actions.ts'
import { type CallView, EMPTY_CALL } from './call-view.ts'
import { define } from './define.ts'
import { icon } from './icons.ts'
import { streamOf } from './media-stream.ts'
import { peerName } from './peer-name.ts'
import { PictureWatch } from './picture-watch.ts'
import { StageWatch } from './stage-watch.ts'
import './remote-still.ts'
import './self-view.ts'
import { stageStyles } from './stage-styles.ts'
import { tokens } from './tokens.ts'
import type { Translator } from './translator.ts'

/** The other person's picture, whole and unstretched. A shared screen takes the stage from it. */
export class VideoStage extends LitElement {
  static override properties = {
    call: { attribute: false },
    t: { attribute: false },
  }
  static override styles = [tokens, stageStyles]

  declare call: CallView
  declare t: Translator | null

  readonly #drawn = new StageWatch((source, picture) => {
    sendAction(this, { type: 'picture-drawn', source, picture })
  })

  readonly #picture = new PictureWatch(
    (isStill) => sendAction(this, { type: 'picture-still', isStill }),
    () => !this.#drawn.isHidden('camera') && !document.hidden,
  )

  /** What the picture came by when it was last looked at. */
  #way = ''

  constructor() {
    super()
    this.call = EMPTY_CALL
    this.t = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#picture.stop()
    this.#drawn.stop()
  }

  protected override updated(): void {
    const { connection, pictures, remote } = this.call
    const { camera, screen } = remote
    this.#drawn.follow(this.renderRoot, { camera: camera !== null, screen: screen !== null })
    const video = this.renderRoot.querySelector<HTMLVideoElement>('.camera')
    // Coming back takes a moment.
    const way = `${connection === 'reconnecting'} ${pictures.receiving}`
    if (way !== this.#way) this.#picture.stop()
    this.#way = way
    if (video && camera && this.call.phase === 'in-call') this.#picture.start(video)
    else this.#picture.stop()
  }

  protected override render() {
    const { call, t } = this
    const { camera, screen, nextCamera } = call.remote
    return html`<div class="stage" part="stage" data-layout=${screen ? 'screen' : 'camera'}>
      <video
        class="camera"
        part="remote-video"
        data-testid="remote-video"
        autoplay
        playsinline
        .muted=${true}
        @loadeddata=${() => sendAction(this, { type: 'picture-shown' })}
        ?hidden=${!camera && !(nextCamera && this.#isExpecting)}
        .srcObject=${streamOf(camera ?? nextCamera)}
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
      ${this.#renderStills()} ${this.#renderInPlaceOfPicture()} ${this.#renderPeer()}
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
    return this.t ? peerName(this.call.peer, this.t) : ''
  }

  /** Over the players, which go on as soon as there is video again. */
  #renderStills() {
    const { camera, screen } = this.call.stills
    const name = this.#peerName
    return [
      this.#renderStill('camera', camera, this.t?.('call.remote-still', { name })),
      this.#renderStill('screen', screen, this.t?.('call.remote-screen-still', { name })),
    ]
  }

  #renderStill(source: 'camera' | 'screen', image: Blob | null, label = '') {
    if (!image) return nothing
    return html`<visavis-still class="${source} still" part="remote-still" .image=${image} label=${label}></visavis-still>`
  }

  /** The player shows the first frame by itself then, whatever else is still to be drawn. */
  get #isExpecting(): boolean {
    const { phase, isCameraComing } = this.call
    return phase === 'connecting' || phase === 'waiting' || isCameraComing
  }

  get #isPeerAway(): boolean {
    return this.call.phase === 'in-call' && this.call.peer?.presence === 'disconnected'
  }

  #renderInPlaceOfPicture() {
    const { call, t } = this
    const { camera, screen } = call.remote
    // Of a screen alone one cannot tell: it may stand still by itself.
    const isAlone = this.#isPeerAway && call.connection !== 'reconnecting'
    if (t && call.peer && isAlone && (!camera || call.isPictureStill)) {
      return absence(t, call.peer, this.#peerName)
    }
    if (camera || screen || call.phase !== 'in-call') return nothing
    return html`<div class="avatar">${disc(call.peer?.name ?? null)} ${this.#renderNote()}</div>`
  }

  #renderNote() {
    const { call, t } = this
    if (call.connection !== 'connected' && call.connection !== 'weak') return nothing
    if (call.isCameraComing) return nothing
    return html`<p class="late">${t?.('call.peer-camera-is-off', { name: this.#peerName })}</p>`
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
    const stills = this.call.stills.camera
      ? html`<span class="badge" data-testid="stills-note">${this.t?.('call.stills')}</span>`
      : nothing
    return html`<div class="peer" part="peer" data-testid="peer">
      <bdi class="name">${this.#peerName}</bdi> ${badge} ${stills} ${muted}
    </div>`
  }
}

define('visavis-stage', VideoStage)
