import { css, html, LitElement, type PropertyValues } from 'lit'
import { define } from './define.ts'

/** A still in place of video. Drawn rather than linked, so that no page has to allow it. */
export class RemoteStill extends LitElement {
  static override properties = {
    image: { attribute: false },
    label: {},
  }
  static override styles = css`
    :host,
    canvas {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
    }

    canvas {
      object-fit: inherit;
    }
  `

  declare image: Blob | null
  declare label: string

  constructor() {
    super()
    this.image = null
    this.label = ''
  }

  protected override render() {
    return html`<canvas data-testid="remote-still" role="img" aria-label=${this.label}></canvas>`
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('image') && this.image) void this.#draw(this.image)
  }

  /** What is no picture leaves the last one. */
  async #draw(image: Blob): Promise<void> {
    const picture = await createImageBitmap(image).catch(() => null)
    const canvas = this.renderRoot.querySelector('canvas')
    if (!picture || !canvas || this.image !== image) return
    canvas.width = picture.width
    canvas.height = picture.height
    canvas.getContext('2d')?.drawImage(picture, 0, 0)
    picture.close()
  }
}

define('visavis-still', RemoteStill)
