import type { DrawnPicture } from '../media/picture-size.ts'
import { watchPicture } from '../media/watch-picture.ts'
import type { PictureSource } from './drawn-pictures.ts'

/** Watches the players of a stage while they have something to show. */
export class StageWatch {
  readonly #onChange: (source: PictureSource, picture: DrawnPicture) => void
  readonly #stops = new Map<PictureSource, () => void>()
  /** Said last that they are not to be seen, so that the opposite is said at once. */
  readonly #hidden = new Set<PictureSource>()

  constructor(onChange: (source: PictureSource, picture: DrawnPicture) => void) {
    this.#onChange = onChange
  }

  /** A player without a picture is not displayed, which says nothing of the picture to come: it is not watched. */
  follow(root: ParentNode, shown: Readonly<Record<PictureSource, boolean>>): void {
    for (const source of ['camera', 'screen'] as const) {
      if (shown[source]) this.#start(root, source)
      else this.#end(source)
    }
  }

  /** Whether nobody can see the player, as said last. */
  isHidden(source: PictureSource): boolean {
    return this.#hidden.has(source)
  }

  stop(): void {
    for (const source of [...this.#stops.keys()]) this.#end(source)
  }

  #start(root: ParentNode, source: PictureSource): void {
    const video = root.querySelector<HTMLVideoElement>(`video.${source}`)
    if (!video || this.#stops.has(source)) return
    const note = (picture: DrawnPicture) => {
      if (picture === 'hidden') this.#hidden.add(source)
      else this.#hidden.delete(source)
      this.#onChange(source, picture)
    }
    const before = this.#hidden.has(source) ? 'hidden' : null
    this.#stops.set(source, watchPicture(video, note, before))
  }

  #end(source: PictureSource): void {
    this.#stops.get(source)?.()
    this.#stops.delete(source)
  }
}
