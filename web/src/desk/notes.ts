const PREFIX = 'visavis.notes.'

/** Notes are about people: they do not stay on a device for longer than this. */
const KEEP_MS = 30 * 24 * 3_600_000

interface Note {
  readonly at: number
  readonly text: string
}

export function readNote(room: string): string {
  return parse(localStorage.getItem(PREFIX + room))?.text ?? ''
}

export function writeNote(room: string, text: string, now = Date.now()): void {
  if (text === '') localStorage.removeItem(PREFIX + room)
  else localStorage.setItem(PREFIX + room, JSON.stringify({ at: now, text } satisfies Note))
}

export function dropOldNotes(now = Date.now()): void {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
  for (const key of keys) {
    const note = parse(localStorage.getItem(key))
    if (!note || now - note.at > KEEP_MS) localStorage.removeItem(key)
  }
}

function parse(json: string | null): Note | null {
  if (json === null) return null
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null || !('at' in value) || !('text' in value))
      return null
    const { at, text } = value
    return typeof at === 'number' && typeof text === 'string' ? { at, text } : null
  } catch {
    return null
  }
}
