import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { buttonStyles } from './button-styles.ts'
import { type CallAction, sendAction } from './call-actions.ts'
import { type CallView, EMPTY_CALL, type OwnDevice } from './call-view.ts'
import { controlBarStyles } from './control-bar-styles.ts'
import { define } from './define.ts'
import { type IconName, icon } from './icons.ts'
import { tokens } from './tokens.ts'
import type { PlainKey, Translator } from './translator.ts'

interface Control {
  readonly testId: string
  readonly icon: IconName
  readonly label: PlainKey
  readonly action: CallAction
  readonly isPressed?: boolean
  readonly isOff?: boolean
  readonly isBusy?: boolean
}

/** Mute, camera, screen, devices, chat and the end of the call. Asks for `visavis-action`s. */
export class ControlBar extends LitElement {
  static override properties = {
    call: { attribute: false },
    t: { attribute: false },
    hasChat: { attribute: false },
    hasDevices: { attribute: false },
    openPanel: { attribute: false },
    unread: { type: Number },
    canShare: { attribute: false },
  }
  static override styles = [tokens, buttonStyles, controlBarStyles]

  declare call: CallView
  declare t: Translator | null
  declare hasChat: boolean
  /** Not where the devices can be chosen anyway. */
  declare hasDevices: boolean
  declare openPanel: 'none' | 'chat' | 'devices'
  declare unread: number
  declare canShare: boolean

  constructor() {
    super()
    this.call = EMPTY_CALL
    this.t = null
    this.hasChat = true
    this.hasDevices = true
    this.openPanel = 'none'
    this.unread = 0
    this.canShare = typeof navigator.mediaDevices?.getDisplayMedia === 'function'
  }

  protected override render() {
    return html`<div class="bar" part="controls" role="toolbar" aria-label=${this.t?.('call.controls') ?? ''}>
      ${this.#controls().map((control) => this.#renderControl(control))}
      ${this.hasChat && this.call.phase !== 'connecting' ? this.#renderChat() : nothing}
      ${this.call.phase === 'in-call' ? this.#renderHangUp() : nothing}
    </div>`
  }

  #renderHangUp(): TemplateResult {
    return html`<button
        class="icon-button end"
        part="hang-up"
        data-testid="hang-up"
        aria-label=${this.t?.('call.hang-up') ?? ''}
        title=${this.t?.('call.hang-up') ?? ''}
        @click=${() => sendAction(this, { type: 'hang-up' })}
      >
        ${icon('hangUp')}
      </button>`
  }

  #controls(): Control[] {
    const { call } = this
    const controls = [microphoneControl(call.microphone), cameraControl(call.camera)]
    if (this.canShare && call.phase === 'in-call') controls.push(shareControl(call))
    if (this.hasDevices) controls.push(devicesControl(this.openPanel === 'devices'))
    return controls
  }

  #renderControl(control: Control): TemplateResult {
    const label = this.t?.(control.label) ?? ''
    return html`<button
      class="icon-button ${control.isOff ? 'off' : ''}"
      data-testid=${control.testId}
      aria-label=${label}
      title=${label}
      aria-pressed=${String(control.isPressed ?? false)}
      ?disabled=${control.isBusy ?? false}
      @click=${() => sendAction(this, control.action)}
    >
      ${icon(control.icon)}
    </button>`
  }

  #renderChat(): TemplateResult {
    const { t, unread } = this
    const label = (unread > 0 ? t?.('call.chat-unread', { count: unread }) : t?.('call.chat')) ?? ''
    return html`<button
      class="icon-button"
      data-testid="chat"
      aria-label=${label}
      title=${label}
      aria-pressed=${String(this.openPanel === 'chat')}
      @click=${() => sendAction(this, { type: 'toggle-chat' })}
    >
      ${icon('chat')}
      ${unread > 0 ? html`<span class="unread" data-count=${new Intl.NumberFormat(t?.tag).format(unread)}></span>` : nothing}
    </button>`
  }
}

function microphoneControl(device: OwnDevice): Control {
  const isOn = device.state === 'on'
  return {
    testId: 'mute',
    icon: isOn ? 'microphone' : 'microphoneOff',
    label: isOn ? 'call.mute' : 'call.unmute',
    action: { type: 'toggle-microphone' },
    isPressed: !isOn,
    isOff: !isOn,
    isBusy: device.state === 'asking',
  }
}

function cameraControl(device: OwnDevice): Control {
  const isOn = device.state === 'on'
  return {
    testId: 'camera',
    icon: isOn ? 'camera' : 'cameraOff',
    label: isOn ? 'call.camera-turn-off' : 'call.camera-turn-on',
    action: { type: 'toggle-camera' },
    isPressed: !isOn,
    isOff: !isOn,
    isBusy: device.state === 'asking',
  }
}

function shareControl(call: CallView): Control {
  const isOn = call.screen.state === 'on'
  return {
    testId: 'share-screen',
    icon: isOn ? 'shareOff' : 'share',
    label: isOn ? 'call.share-stop' : 'call.share',
    action: { type: 'toggle-screen' },
    isPressed: isOn,
  }
}

function devicesControl(isPressed: boolean): Control {
  return {
    testId: 'devices',
    icon: 'settings',
    label: 'call.devices',
    action: { type: 'toggle-devices' },
    isPressed,
  }
}

define('visavis-controls', ControlBar)
