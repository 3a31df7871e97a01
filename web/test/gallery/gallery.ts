import messageLoaders from 'visavis-messages:common,call,chat,devices,ended,error,widget,desk'
import {
  ACTION_EVENT,
  type ActionEvent,
  buttonStyles,
  type DeviceChoices,
  EMPTY_CALL,
  EMPTY_EPILOGUE,
  loadTranslator,
  type Translator,
  tokens,
} from '@visavis/client-sdk/ui'
import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { guidanceStyles } from '../../../client-sdk/src/widget/guidance-styles.ts'
import { startButton } from '../../../client-sdk/src/widget/start-button.ts'
import { isCallState } from '../../../client-sdk/src/widget/widget-state.ts'
import { windowContent } from '../../../client-sdk/src/widget/widget-views.ts'
import '../../../client-sdk/src/widget/widget-window.ts'
import { deskPage } from '../../src/desk/desk-page.ts'
import { deskStyles } from '../../src/desk/desk-styles.ts'
import { paneStyles } from '../../src/desk/pane-styles.ts'
import { DESK_SCENES, type DeskScene } from './desk-states.ts'
import { WIDGET_SCENES, type WidgetScene } from './widget-states.ts'

// Any state of widget and desk, drawn from fixtures: `/?scene=widget-chat&lang=ar`.

const devices: DeviceChoices = {
  cameras: [
    { id: 'a', label: 'FaceTime HD Camera' },
    { id: 'b', label: '' },
  ],
  microphones: [{ id: 'c', label: 'Built-in microphone' }],
  camera: 'a',
  microphone: 'c',
}

const nothingHappens = (): void => undefined

class WidgetGallery extends LitElement {
  static override properties = {
    scene: { attribute: false },
    t: { attribute: false },
    hasPanel: { state: true },
  }
  static override styles = [tokens, buttonStyles, guidanceStyles]
  declare scene: WidgetScene | null
  declare t: Translator | null
  declare hasPanel: boolean

  constructor() {
    super()
    this.scene = null
    this.t = null
    this.hasPanel = false
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene, t } = this
    if (!scene || !t) return nothing
    return html`<main class="root" dir=${t.direction} lang=${t.tag}>
      ${startButton({
        t,
        availability: scene.availability ?? null,
        isOpen: scene.state.name !== 'closed',
        isCall: isCallState(scene.state),
        start: nothingHappens,
        prepare: nothingHappens,
      })}
      ${scene.state.name === 'closed' ? nothing : windowContent(this.#context(scene, t))}
    </main>`
  }

  #context(scene: WidgetScene, t: Translator) {
    return {
      t,
      isAhead: false,
      state: scene.state,
      view: scene.view ?? EMPTY_CALL,
      epilogue: scene.epilogue ?? EMPTY_EPILOGUE,
      devices,
      availability: scene.availability ?? null,
      size: scene.size ?? 'normal',
      hasPanel: this.hasPanel,
      doctorUrl: '',
      stars: scene.stars ?? 0,
      act: nothingHappens,
      resize: nothingHappens,
      showPanel: (event: CustomEvent<string>) => {
        this.hasPanel = event.detail !== 'none'
      },
      rate: nothingHappens,
      again: nothingHappens,
      cancel: nothingHappens,
      close: nothingHappens,
      continueHere: nothingHappens,
    } as const
  }
}

class DeskGallery extends LitElement {
  static override properties = { scene: { attribute: false }, t: { attribute: false } }
  static override styles = [tokens, buttonStyles, paneStyles, deskStyles]
  declare scene: DeskScene | null
  declare t: Translator | null

  constructor() {
    super()
    this.scene = null
    this.t = null
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene, t } = this
    if (!scene || !t) return nothing
    return deskPage({
      t,
      state: scene.state,
      tickets: scene.tickets ?? [],
      view: scene.view ?? EMPTY_CALL,
      epilogue: scene.epilogue ?? EMPTY_EPILOGUE,
      devices,
      tab: scene.tab ?? 'queue',
      wasTaken: scene.wasTaken ?? false,
      isOnline: scene.isOnline ?? true,
      isAvailable: scene.isAvailable ?? true,
      isAutomatic: scene.isAutomatic ?? false,
      isRingOn: true,
      act: nothingHappens,
      accept: nothingHappens,
      finish: nothingHappens,
      retry: nothingHappens,
      continueHere: nothingHappens,
      chooseTab: nothingHappens,
      chooseLanguage: nothingHappens,
      setAvailable: nothingHappens,
      setRing: nothingHappens,
    })
  }
}

customElements.define('widget-gallery', WidgetGallery)
customElements.define('desk-gallery', DeskGallery)

declare global {
  /** Resolves when the scene asked for is drawn. */
  var galleryReady: Promise<void>
  /** Draws another scene in place of this one. */
  var galleryShow: (scene: string, language: string) => Promise<void>
  var galleryScenes: readonly string[]
}

globalThis.galleryScenes = [...Object.keys(WIDGET_SCENES), ...Object.keys(DESK_SCENES)]
globalThis.galleryShow = show
const query = new URLSearchParams(location.search)
globalThis.galleryReady = show(query.get('scene') ?? 'widget-talking', query.get('lang') ?? 'en')

async function show(name: string, language: string): Promise<void> {
  const t = await loadTranslator(messageLoaders, language)
  document.body.replaceChildren()
  document.documentElement.lang = t.tag
  document.documentElement.dir = t.direction
  document.title = name
  const widget = WIDGET_SCENES[name]
  const desk = DESK_SCENES[name]
  if (widget) await showWidget(widget, t)
  else if (desk) await mount(Object.assign(new DeskGallery(), { scene: desk, t }))
}

async function showWidget(scene: WidgetScene, t: Translator): Promise<void> {
  const element = Object.assign(new WidgetGallery(), { scene, t })
  await mount(element)
  const surface = element.renderRoot.querySelector('visavis-call')
  if (!scene.press || !surface) return
  const type = scene.press === 'chat' ? 'toggle-chat' : 'toggle-devices'
  surface.dispatchEvent(new CustomEvent(ACTION_EVENT, { detail: { type } }) satisfies ActionEvent)
}

async function mount(element: LitElement): Promise<void> {
  document.body.append(element)
  await element.updateComplete
}
