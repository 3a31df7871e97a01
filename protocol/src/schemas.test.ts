import { readFile } from 'node:fs/promises'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { CLOSE_REASONS, closeReasonOf } from './close-reasons.ts'
import { Request } from './envelope.ts'
import { ERROR_CODES, isErrorCode, VisavisError } from './errors.ts'
import { EVENT_TYPES, RoomEvent } from './events.ts'
import { TokenRequest } from './http.ts'
import { ID_PREFIXES, newId, RoomId } from './ids.ts'
import { METHODS } from './methods.ts'
import { NOTIFICATIONS } from './notifications.ts'
import { RECORDER_METHODS, RECORDER_NOTIFICATIONS } from './recorder-methods.ts'

test('docs/protocol.md names every method, notification and event', async () => {
  const page = await readFile(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
  const names = [
    ...Object.keys(METHODS),
    ...Object.keys(NOTIFICATIONS),
    ...Object.keys(RECORDER_METHODS),
    ...Object.keys(RECORDER_NOTIFICATIONS),
    ...EVENT_TYPES,
  ]
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

test('ROOM-7: ids carry 128 random bits and their kind', () => {
  const ids = Array.from({ length: 1000 }, () => newId('room'))
  expect(new Set(ids).size).toBe(1000)
  const check = Compile(RoomId)
  for (const id of ids) expect(check.Check(id)).toBe(true)
  expect(check.Check(newId('track'))).toBe(false)
  expect(new Set(Object.values(ID_PREFIXES)).size).toBe(Object.keys(ID_PREFIXES).length)
})

test('WS-6: requests refuse what they do not know', () => {
  const check = Compile(METHODS['session.open'].params)
  const params = { token: 'x', protocol: 1 }
  expect(check.Check(params)).toBe(true)
  expect(check.Check({ ...params, identity: 'somebody else' })).toBe(false)
  expect(Compile(METHODS['session.ping'].params).Check({ extra: 1 })).toBe(false)
})

test('WS-3: the envelope is JSON-RPC 2.0 with an integer id', () => {
  const check = Compile(Request)
  expect(check.Check({ jsonrpc: '2.0', id: 1, method: 'session.ping' })).toBe(true)
  for (const bad of [
    { jsonrpc: '1.0', id: 1, method: 'x' },
    { jsonrpc: '2.0', id: 'a', method: 'x' },
    { jsonrpc: '2.0', id: -1, method: 'x' },
    { jsonrpc: '2.0', method: 'x' },
    [{ jsonrpc: '2.0', id: 1, method: 'x' }],
  ]) {
    expect(check.Check(bad)).toBe(false)
  }
})

test('LOG-8: an event is known by its type, and its actor is a pseudonym', () => {
  const check = Compile(RoomEvent)
  const participant = newId('participant')
  const event = { seq: 1, at: 0, type: 'participant-disconnected', actor: 'system' }
  expect(check.Check({ ...event, body: { participant } })).toBe(true)
  expect(check.Check({ ...event, actor: 'ada@example.org', body: { participant } })).toBe(false)
  expect(check.Check({ ...event, type: 'no-such-type', body: { participant } })).toBe(false)
  expect(check.Check({ ...event, seq: 0, body: { participant } })).toBe(false)
})

test('ERR-2: an unknown error becomes internal and keeps its cause', () => {
  const cause = new TypeError('a bug')
  const error = VisavisError.from(cause)
  expect([error.code, error.status, error.cause]).toEqual(['internal', 500, cause])
  expect(error.message).not.toContain('a bug')
  expect(ERROR_CODES.every(isErrorCode)).toBe(true)
  expect(isErrorCode('toString')).toBe(false)
})

test('WS-10: every close reason has its own code in the application range', () => {
  const codes = Object.values(CLOSE_REASONS)
  expect(new Set(codes).size).toBe(codes.length)
  expect(codes.every((code) => code >= 4000 && code < 5000)).toBe(true)
  expect(closeReasonOf(4001)).toBe('taken-over')
  expect(closeReasonOf(1006)).toBeUndefined()
})

test('a token is asked for with text that every store can keep', () => {
  const check = Compile(TokenRequest)
  const request = { identity: 'visitor-7', role: 'shopper' }
  expect(check.Check({ ...request, name: 'Zoë 🦊' })).toBe(true)
  for (const name of ['a\u0000b', 'a\ud83e', '\udd8ab']) {
    expect(check.Check({ ...request, name })).toBe(false)
    expect(check.Check({ ...request, product: { id: 'p', name } })).toBe(false)
  }
})
