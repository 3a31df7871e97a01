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
  /** For what is on or off. */
  readonly isPressed?: boolean
  readonly look?: 'off' | 'end'
  readonly isBusy?: boolean
  /** Messages that nobody has looked at. */
  readonly unread?: number
  /** Around the control, where others know it by another name. */
  readonly group?: string
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
      ${this.#controls().map((control) => {
        const button = this.#renderControl(control)
        return control.group ? html`<span data-testid=${control.group}>${button}</span>` : button
      })}
    </div>`
  }

  #controls(): Control[] {
    const { call, openPanel } = this
    const controls = [
      deviceControl(call.microphone, MICROPHONE),
      deviceControl(call.camera, CAMERA),
    ]
    if (this.canShare && call.phase === 'in-call') controls.push(shareControl(call))
    if (this.hasDevices) controls.push(devicesControl(openPanel === 'devices'))
    if (this.hasChat && call.phase !== 'connecting') {
      controls.push(chatControl(openPanel === 'chat', this.unread))
    }
    if (call.phase === 'in-call') {
      if (call.recording.canControl) controls.push(...recordControls(call))
      controls.push(HANG_UP)
    }
    return controls
  }

  #renderControl(control: Control): TemplateResult {
    const { testId, look, isPressed, isBusy = false, unread = 0 } = control
    const label = this.#labelOf(control)
    return html`<button
      class="icon-button ${look ?? ''}"
      part=${testId}
      data-testid=${testId}
      aria-label=${label}
      title=${label}
      aria-pressed=${isPressed === undefined ? nothing : String(isPressed)}
      ?disabled=${isBusy}
      @click=${() => sendAction(this, control.action)}
    >
      ${icon(control.icon)}
      ${unread > 0 ? html`<span class="unread" data-count=${new Intl.NumberFormat(this.t?.tag).format(unread)}></span>` : nothing}
    </button>`
  }

  #labelOf({ label, unread = 0 }: Control): string {
    return (unread > 0 ? this.t?.('call.chat-unread', { count: unread }) : this.t?.(label)) ?? ''
  }
}

type DeviceNames = Pick<Control, 'testId' | 'action'> & {
  readonly on: Pick<Control, 'icon' | 'label'>
  readonly off: Pick<Control, 'icon' | 'label'>
}

const MICROPHONE: DeviceNames = {
  testId: 'mute',
  action: { type: 'toggle-microphone' },
  on: { icon: 'microphone', label: 'call.mute' },
  off: { icon: 'microphoneOff', label: 'call.unmute' },
}

const CAMERA: DeviceNames = {
  testId: 'camera',
  action: { type: 'toggle-camera' },
  on: { icon: 'camera', label: 'call.camera-turn-off' },
  off: { icon: 'cameraOff', label: 'call.camera-turn-on' },
}

function deviceControl({ state }: OwnDevice, { on, off, ...names }: DeviceNames): Control {
  const isBusy = state === 'asking'
  return state === 'on'
    ? { ...names, ...on, isPressed: false, isBusy }
    : { ...names, ...off, isPressed: true, isBusy, look: 'off' }
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

function chatControl(isPressed: boolean, unread: number): Control {
  return {
    testId: 'chat',
    icon: 'chat',
    label: 'call.chat',
    action: { type: 'toggle-chat' },
    isPressed,
    unread,
  }
}

/** Start; then pause or resume, and stop. */
function recordControls({ recording }: CallView): Control[] {
  const { state, isBusy, because } = recording
  const group = 'record'
  if (state === 'off') {
    const action = { type: 'record-start' } as const
    return [
      { testId: 'record-start', icon: 'record', label: 'call.record-start', action, isBusy, group },
    ]
  }
  const isHeld = state === 'paused' && because === 'requested'
  const middle = isHeld ? RESUME : PAUSE
  return state === 'asked'
    ? [{ ...STOP, isBusy }]
    : [
        { ...middle, isBusy },
        { ...STOP, isBusy },
      ]
}

const PAUSE: Control = {
  testId: 'record-pause',
  icon: 'pause',
  label: 'call.record-pause',
  action: { type: 'record-pause' },
}

const RESUME: Control = {
  testId: 'record-resume',
  icon: 'play',
  label: 'call.record-resume',
  action: { type: 'record-resume' },
}

const STOP: Control = {
  testId: 'record-stop',
  icon: 'stop',
  label: 'call.record-stop',
  action: { type: 'record-stop' },
}

const HANG_UP: Control = {
  testId: 'hang-up',
  icon: 'hangUp',
  label: 'call.hang-up',
  action: { type: 'hang-up' },
  look: 'end',
}

define('visavis-controls', ControlBar)
