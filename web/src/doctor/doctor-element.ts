import messageLoaders from 'visavis-messages:common,doctor'
import { tokenFromUrl } from '@visavis/client-sdk'
import { ConnectionTest, EMPTY_REPORT, type TestReport } from '@visavis/client-sdk/connection-test'
import { buttonStyles, type Locale, type Translator, tokens } from '@visavis/client-sdk/ui'
import { LitElement, nothing, type PropertyValues } from 'lit'
import { languageSelectStyles } from '../language-select.ts'
import { pageLanguage, rememberLanguage, translatePage } from '../page-language.ts'
import { pageStyles } from '../page-styles.ts'
import { type DoctorPage, doctorPage } from './doctor-page.ts'
import { doctorStyles } from './doctor-styles.ts'
import { reportText } from './report-text.ts'

/** The token is for a product; any of the shop's serves a test that enters no room. */
const PRODUCT = 'aurora-espresso'

/** The connection test as a page. */
class VisavisDoctor extends LitElement {
  static override properties = {
    t: { state: true },
    phase: { state: true },
    report: { state: true },
    camera: { state: true },
    level: { state: true },
    copy: { state: true },
  }
  static override styles = [tokens, buttonStyles, languageSelectStyles, pageStyles, doctorStyles]

  declare t: Translator | null
  declare phase: DoctorPage['phase']
  declare report: TestReport
  declare camera: MediaStreamTrack | null
  declare level: number
  declare copy: DoctorPage['copy']
  #test: ConnectionTest | null = null
  #testedAt = 0

  constructor() {
    super()
    this.t = null
    this.phase = 'ready'
    this.report = EMPTY_REPORT
    this.camera = null
    this.level = 0
    this.copy = 'not'
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#useLanguage(pageLanguage())
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#test?.close()
  }

  protected override updated(changed: PropertyValues<this>): void {
    // On a phone the camera and the microphone are further down.
    if (changed.has('report') && this.phase === 'running')
      this.renderRoot.querySelector('[data-state="running"]')?.scrollIntoView({ block: 'nearest' })
    if (!changed.has('phase')) return
    if (this.phase === 'done') this.#focus('[data-testid="doctor-result"]')
    if (this.phase === 'running') this.#focus('[data-testid="doctor-stop"]')
  }

  protected override render() {
    const { t, phase, report, camera, level, copy } = this
    if (!t) return nothing
    return doctorPage({
      t,
      phase,
      report,
      camera,
      level,
      copy,
      start: () => void this.#start(t),
      stop: () => this.#test?.close(),
      skip: () => this.#test?.skip(),
      copyResult: () => void this.#copyResult(t),
      chooseLanguage: (locale) => {
        rememberLanguage(locale)
        void this.#useLanguage(locale)
      },
    })
  }

  async #start(t: Translator): Promise<void> {
    if (this.phase === 'running') return
    const product = new URLSearchParams(location.search).get('product') ?? PRODUCT
    const tokenSource = tokenFromUrl({ tokenUrl: '/demo/token', product, locale: t.tag })
    await using test = new ConnectionTest({ tokenSource })
    test.on('report', (report) => {
      this.report = report
    })
    test.on('camera', (camera) => {
      this.camera = camera
    })
    test.on('level', (level) => {
      this.level = level
    })
    this.#test = test
    this.phase = 'running'
    this.copy = 'not'
    this.report = await test.run()
    this.#testedAt = Date.now()
    this.phase = 'done'
  }

  async #copyResult(t: Translator): Promise<void> {
    const text = reportText(t, this.report, this.#testedAt)
    const isCopied = await copyText(text, this.renderRoot)
    this.copy = isCopied ? 'copied' : 'not'
  }

  async #useLanguage(locale: Locale): Promise<void> {
    const t = await translatePage(messageLoaders, locale)
    this.t = t
    document.title = t('doctor.title')
  }

  #focus(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus()
  }
}

/** By the clipboard, or where a page without HTTPS has none, by a selection. */
async function copyText(text: string, place: Node): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    place.appendChild(area)
    area.select()
    const isCopied = document.execCommand('copy')
    area.remove()
    return isCopied
  }
}

customElements.define('visavis-doctor', VisavisDoctor)
