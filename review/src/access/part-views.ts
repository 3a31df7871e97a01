import type { RecordingId } from '@visavis/protocol'
import { LINK_MS } from '../media/link-signer.ts'
import type { ReviewAudit } from '../ports.ts'

const KEPT = 1_000

type Viewer = Parameters<ReviewAudit['note']>[0]

interface Noted {
  readonly at: number
  readonly done: Promise<void>
}

/** A page asks for the parts of a recording one by one: that somebody looks at them is noted once, and again when its links have ended. */
export class PartViews {
  readonly #audit: ReviewAudit
  readonly #noted = new Map<string, Noted>()

  constructor(audit: ReviewAudit) {
    this.#audit = audit
  }

  /** Resolves when it is in the log. */
  note(viewer: Viewer, recording: RecordingId): Promise<void> {
    const key = keyOf(viewer, recording)
    const known = this.#noted.get(key)
    if (known && Date.now() - known.at < LINK_MS) return known.done
    const done = this.#audit.note(viewer, { action: 'viewed', recording })
    this.#keep(key, { at: Date.now(), done })
    return done
  }

  /** What could not be noted is noted by the next. */
  #keep(key: string, noted: Noted): void {
    this.#noted.delete(key)
    this.#noted.set(key, noted)
    noted.done.catch(() => {
      if (this.#noted.get(key) === noted) this.#noted.delete(key)
    })
    const [oldest] = this.#noted.keys()
    if (this.#noted.size > KEPT && oldest) this.#noted.delete(oldest)
  }
}

function keyOf({ tenant, person }: Viewer, recording: RecordingId): string {
  return `${tenant}/${person}/${recording}`
}
