import { html, LitElement, nothing } from 'lit'
import type { OwnDevice } from './call-view.ts'
import { define } from './define.ts'
import { icon } from './icons.ts'
import { streamOf } from './media-stream.ts'
import { type Corner, cornerAfterKey, nearestCorner } from './placement.ts'
import { selfViewStyles } from './self-view-styles.ts'
import { tokens } from './tokens.ts'
import type { Translator } from './translator.ts'

/** Pixels a pointer may stray before a press becomes a drag. */
const DRAG_THRESHOLD_PX = 4

/** One's own picture. Rests in a corner of its container; a drag or the arrow keys choose which. */
export class SelfView extends LitElement {
  static override properties = {
    camera: { attribute: false },
    isMicrophoneMuted: { attribute: false },
    t: { attribute: false },
    corner: { reflect: true },
  }
  static override styles = [tokens, selfViewStyles]

  declare camera: OwnDevice
  declare isMicrophoneMuted: boolean
  declare t: Translator | null
  declare corner: Corner

  constructor() {
    super()
    this.camera = { state: 'off' }
    this.isMicrophoneMuted = false
    this.t = null
    this.corner = 'end-bottom'
  }

  protected override render() {
    const { camera, t } = this
    return html`<div
      class="frame"
      part="self"
      role="group"
      tabindex="0"
      aria-label=${t?.('call.self-move') ?? ''}
      @pointerdown=${this.#startDrag}
      @keydown=${this.#moveByKey}
    >
      <video
        data-testid="self-video"
        autoplay
        playsinline
        .muted=${true}
        ?hidden=${camera.state !== 'on'}
        .srcObject=${streamOf(camera.state === 'on' ? camera.track : null)}
        aria-label=${t?.('call.self-video') ?? ''}
      ></video>
      ${camera.state === 'on' ? nothing : this.#renderPlaceholder()}
      ${this.isMicrophoneMuted ? html`<span class="muted">${icon('microphoneOff')}</span>` : nothing}
    </div>`
  }

  #renderPlaceholder() {
    const key = this.camera.state === 'asking' ? 'call.camera-asking' : 'call.your-camera-is-off'
    return html`<span class="placeholder">${icon('cameraOff')}<span>${this.t?.(key)}</span></span>`
  }

  #moveByKey = (event: KeyboardEvent): void => {
    const corner = cornerAfterKey(this.corner, event.key, this.t?.direction ?? 'ltr')
    if (!corner) return
    event.preventDefault()
    this.corner = corner
  }

  #startDrag = (down: PointerEvent): void => {
    if (down.button !== 0) return
    const frame = down.currentTarget as HTMLElement
    frame.setPointerCapture(down.pointerId)
    const move = (event: PointerEvent): void => {
      const [x, y] = [event.clientX - down.clientX, event.clientY - down.clientY]
      if (Math.hypot(x, y) > DRAG_THRESHOLD_PX) this.style.translate = `${x}px ${y}px`
    }
    const end = (): void => {
      frame.removeEventListener('pointermove', move)
      frame.removeEventListener('lostpointercapture', end)
      this.#settle()
    }
    frame.addEventListener('pointermove', move)
    frame.addEventListener('lostpointercapture', end)
  }

  #settle(): void {
    const area = this.offsetParent?.getBoundingClientRect()
    if (!area || this.style.translate === '') return
    const box = this.getBoundingClientRect()
    const centre = {
      x: box.x + box.width / 2 - area.x,
      y: box.y + box.height / 2 - area.y,
    }
    this.corner = nearestCorner(area, centre, this.t?.direction ?? 'ltr')
    this.style.translate = ''
  }
}

define('visavis-self-view', SelfView)
