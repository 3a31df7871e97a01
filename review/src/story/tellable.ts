import type { RecordingFiles } from './recording-files.ts'
import type { RecordingStory } from './recording-story.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/** What may still be told of a recording: nothing that people wrote or were called, once it is deleted or its time is over. */
export function tellable(
  story: RecordingStory,
  files: Pick<RecordingFiles, 'status' | 'hold' | 'deadline'>,
  now = Date.now(),
): RecordingStory {
  if (!isOver(story, files, now)) return story
  const people = story.people.map((one) => ({ ...one, name: null, badge: null }))
  const messages = story.messages.map((one) => ({ ...one, text: null }))
  return { ...story, people, messages }
}

/** What is not in the store has the time that people were told. */
function isOver(
  { endedAt, terms }: RecordingStory,
  { status, hold, deadline }: Pick<RecordingFiles, 'status' | 'hold' | 'deadline'>,
  now: number,
): boolean {
  if (status === 'deleted') return true
  if (hold || endedAt === null) return false
  return (deadline ?? endedAt + terms.retentionDays * DAY_MS) <= now
}
