import { css, html, LitElement, nothing } from 'lit'
import { buttonStyles } from './button-styles.ts'
import { sendAction } from './call-actions.ts'
import { define } from './define.ts'
import { tokens } from './tokens.ts'
import type { Translator } from './translator.ts'

export interface DeviceChoice {
  readonly id: string
  readonly label: string
}

export interface DeviceChoices {
  readonly cameras: readonly DeviceChoice[]
  readonly microphones: readonly DeviceChoice[]
  readonly camera: string | null
  readonly microphone: string | null
}

export const NO_DEVICES: DeviceChoices = {
  cameras: [],
  microphones: [],
  camera: null,
  microphone: null,
}

/** Which camera and which microphone. */
export class DevicePicker extends LitElement {
  static override properties = { choices: { attribute: false }, t: { attribute: false } }
  static override styles = [
    tokens,
    buttonStyles,
    css`
      :host {
        display: grid;
        gap: 14px;
        padding: 16px;
        background: var(--_surface);
        color: var(--_text);
      }

      label {
        display: grid;
        gap: 6px;
        font-size: 0.8125rem;
        font-weight: 600;
      }

      select {
        inline-size: 100%;
        min-block-size: 44px;
        padding: 8px 12px;
        border: 1px solid var(--_line);
        border-radius: 10px;
        background: var(--_surface);
        color: var(--_text);
        font: 1rem var(--_font);
        text-overflow: ellipsis;
      }
    `,
  ]

  declare choices: DeviceChoices
  declare t: Translator | null

  constructor() {
    super()
    this.choices = NO_DEVICES
    this.t = null
  }

  override focus(): void {
    this.renderRoot.querySelector('select')?.focus()
  }

  protected override render() {
    const { choices } = this
    return html`${this.#renderSelect('camera', choices.cameras, choices.camera)}
    ${this.#renderSelect('microphone', choices.microphones, choices.microphone)}`
  }

  #renderSelect(
    kind: 'camera' | 'microphone',
    devices: readonly DeviceChoice[],
    chosen: string | null,
  ) {
    const { t } = this
    return html`<label>
      ${t?.(`devices.${kind}`)}
      <select
        data-testid=${`device-${kind}`}
        ?disabled=${devices.length === 0}
        @change=${(event: Event) => this.#select(kind, event)}
      >
        ${devices.length === 0 ? html`<option>${t?.('devices.none')}</option>` : nothing}
        ${devices.map(
          ({ id, label }, index) => html`<option value=${id} .selected=${id === chosen}>
            ${label || t?.(`devices.${kind}-number`, { number: String(index + 1) })}
          </option>`,
        )}
      </select>
    </label>`
  }

  #select(kind: 'camera' | 'microphone', event: Event): void {
    sendAction(this, {
      type: 'select-device',
      kind,
      id: (event.currentTarget as HTMLSelectElement).value,
    })
  }
}

define('visavis-devices', DevicePicker)
