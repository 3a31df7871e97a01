import type { RecordingId, RoomId, TenantId } from '@visavis/protocol'
import type { ReviewLog } from '../ports.ts'
import { readLog } from './read-log.ts'
import { type RecordingStory, recordingStory } from './recording-story.ts'

const KEPT = 1_000
/** Names and messages may be erased by another process: this long they may still be seen here. */
const FRESH_MS = 30_000

interface Kept {
  readonly at: number
  readonly story: Promise<RecordingStory | undefined>
}

/** Stories that were told lately, so that a search reads each log once. */
export class Stories {
  readonly #log: ReviewLog
  readonly #kept = new Map<string, Kept>()

  constructor(log: ReviewLog) {
    this.#log = log
  }

  of(tenant: TenantId, room: RoomId, recording: RecordingId): Promise<RecordingStory | undefined> {
    const key = `${tenant}/${recording}`
    const known = this.#kept.get(key)
    if (known && Date.now() - known.at < FRESH_MS) return known.story
    const story = readLog(this.#log, tenant, room).then((events) =>
      recordingStory(room, recording, events),
    )
    this.#keep(key, story)
    return story
  }

  /** What was told is not true any more. */
  forget(): void {
    this.#kept.clear()
  }

  /** One that goes on, or that could not be read, is told anew every time. */
  #keep(key: string, story: Kept['story']): void {
    const entry = { at: Date.now(), story }
    this.#kept.delete(key)
    this.#kept.set(key, entry)
    const drop = () => {
      if (this.#kept.get(key) === entry) this.#kept.delete(key)
    }
    story.then((told) => (told?.endedAt === null ? drop() : undefined), drop)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT && oldest) this.#kept.delete(oldest)
  }
}
