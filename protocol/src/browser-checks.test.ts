import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { browserChecks, GENERATED_CHECKS } from './browser-checks.ts'
import { RoomEvent } from './events.ts'
import * as checks from './generated/checks.ts'
import { newId } from './id.ts'
import { METHODS } from './methods.ts'
import { NOTIFICATIONS } from './notifications.ts'

test('the generated checks are those of the schemas', async () => {
  expect(await readFile(GENERATED_CHECKS, 'utf8')).toBe(browserChecks())
})

const OPENED = {
  session: newId('session'),
  role: 'shopper',
  resume: { session: newId('session'), secret: 'x'.repeat(32) },
  rtpCapabilities: {
    codecs: [{ kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, parameters: { a: 1 } }],
  },
  heartbeatMs: 5_000,
  iceServers: [{ urls: ['stun:localhost'] }],
  later: 'additions are allowed',
}
const POSTED = {
  seq: 1,
  at: 2,
  type: 'message-posted',
  actor: newId('participant'),
  body: {
    message: newId('message'),
    participant: newId('participant'),
    person: newId('person'),
    text: null,
  },
}

describe('generated checks agree with the compiled schemas', () => {
  const pairs = [
    ['session.open', checks.RESULT_CHECKS['session.open'], METHODS['session.open'].result, OPENED],
    ['RoomEvent', checks.isRoomEvent, RoomEvent, POSTED],
    [
      'room.events',
      checks.NOTIFICATION_CHECKS['room.events'],
      NOTIFICATIONS['room.events'],
      { room: newId('room'), events: [POSTED] },
    ],
    [
      'session.ended',
      checks.NOTIFICATION_CHECKS['session.ended'],
      NOTIFICATIONS['session.ended'],
      { reason: 'shutting-down' },
    ],
  ] as const

  test.each(pairs)('%s', (_name, check, schema, valid) => {
    const compiled = Compile(schema)
    expect(compiled.Check(valid)).toBe(true)
    expect(check(valid)).toBe(true)
    const replacements = fc.oneof(fc.anything(), fc.constantFrom(null, '', 0, [], {}))
    fc.assert(
      fc.property(fc.nat(), replacements, (index, replacement) => {
        const damaged = replaceNth(valid, index, replacement)
        expect(check(damaged)).toBe(compiled.Check(damaged))
      }),
      { numRuns: 500 },
    )
  })
})

/** A copy in which one value, counted depth first, is another. */
function replaceNth(value: unknown, index: number, replacement: unknown): unknown {
  const paths = pathsOf(value)
  const path = paths[index % paths.length] ?? []
  return replaceAt(value, path, replacement)
}

function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]]
  const inner = Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))
  return [[...path], ...inner]
}

function replaceAt(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return replacement
  if (Array.isArray(value)) {
    return value.map((item, at) => (String(at) === key ? replaceAt(item, rest, replacement) : item))
  }
  const entries = Object.entries(Object(value)).map(([name, child]) =>
    name === key ? [name, replaceAt(child, rest, replacement)] : [name, child],
  )
  return Object.fromEntries(entries)
}
