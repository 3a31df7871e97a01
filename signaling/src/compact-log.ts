import type { Writable } from 'node:stream'

const SHOWN_APART = new Set(['level', 'time', 'msg', 'err'])

/** Log lines for a person at a terminal: `13:31:09 info room created room=room_…`. */
export function compactLog(out: Pick<Writable, 'write'>): { write(line: string): void } {
  return {
    write(line) {
      out.write(`${compact(line)}\n`)
    },
  }
}

function compact(line: string): string {
  const entry: Record<string, unknown> = JSON.parse(line)
  const time = String(entry.time).slice(11, 19)
  const fields = Object.entries(entry)
    .filter(([name]) => !SHOWN_APART.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const error = entry.err === undefined ? [] : [`\n  ${JSON.stringify(entry.err, null, 2)}`]
  return [time, entry.level, entry.msg, ...fields, ...error].filter(Boolean).join(' ')
}
