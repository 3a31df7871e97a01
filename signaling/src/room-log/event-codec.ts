import {
  type Actor,
  EVENT_BODIES,
  EVENT_TYPES,
  type EventType,
  LIMITS,
  type NewEvent,
  ParticipantId,
  PERSONAL_FIELDS,
  type PersonId,
  type RoomEvent,
  type RoomId,
  VisavisError,
} from '@visavis/protocol'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { type DataKey, openText, sealText } from '../people/index.ts'
import type { StoredEvent } from './bus.ts'

type Body = Record<string, unknown>
type KeyOf = (person: PersonId) => DataKey | undefined

/** A checked event that shares nothing with what the caller handed in. */
export interface PreparedEvent {
  readonly type: EventType
  readonly actor: Actor
  readonly body: Body
  readonly text: string
  /** Whose key seals its personal fields; absent when it has none. */
  readonly person?: PersonId
}

const isActor = Compile(Type.Union([ParticipantId, Type.Literal('system')]))
const bodyChecks = new Map<string, { Check(value: unknown): boolean }>(
  EVENT_TYPES.map((type) => [type, Compile(EVENT_BODIES[type])]),
)

/** Where JSON escapes what PostgreSQL or UTF-8 cannot hold, or what merely looks so. */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i

/** Throws `invalid-request` for what does not match its schema or cannot be stored. */
export function prepareEvent({ type, actor, body }: NewEvent): PreparedEvent {
  const check = bodyChecks.get(type)
  if (check === undefined || !isActor.Check(actor)) throw refused(type)
  const text = stringify(body, type)
  // What is stored is what is checked and delivered: not the caller's object, which may change or be no plain JSON.
  const copy: unknown = JSON.parse(text)
  if (!isBody(copy) || !check.Check(copy)) throw refused(type)
  if (SUSPICIOUS.test(text) && !isStorable(copy)) throw refused(type)
  const person = personalFields(type, copy).length > 0 ? personOf(copy) : undefined
  return { type, actor, body: copy, text, ...(person && { person }) }
}

/** The event with its personal fields sealed, and as readers see it. An erased person's fields are `null` at once. */
export function sealEvent(
  room: RoomId,
  event: PreparedEvent,
  keyOf: KeyOf,
): { body: Body; text: string } {
  const { type, person, body, text } = event
  if (person === undefined) return { body, text }
  const key = keyOf(person)
  if (key === undefined) throw new VisavisError('invalid-request', { detail: 'Unknown person.' })
  const sealed = { ...body }
  for (const field of personalFields(type, body)) {
    if (key === null) body[field] = null
    sealed[field] = key && sealText(key, contextOf(room, person, type, field), String(body[field]))
  }
  return { body, text: JSON.stringify(sealed) }
}

/** Whose keys are needed to open the events. */
export function peopleIn(events: readonly StoredEvent[]): PersonId[] {
  const people = new Set<PersonId>()
  for (const { type, body } of events) {
    if (!(type in PERSONAL_FIELDS)) continue
    const person = personOf(parseBody(body))
    if (person !== undefined) people.add(person)
  }
  return [...people]
}

/** Texts whose key is destroyed, or that somebody changed, are `null`. */
export function openEvent(room: RoomId, event: StoredEvent, keyOf: KeyOf): RoomEvent {
  const { seq, at, type, actor } = event
  const body = parseBody(event.body)
  const fields = personalFields(type, body)
  const person = fields.length > 0 ? personOf(body) : undefined
  for (const field of fields) {
    const key = person && keyOf(person)
    const context = person && contextOf(room, person, type, field)
    body[field] = (key && context && openText(key, context, String(body[field]))) ?? null
  }
  return asRoomEvent({ seq, at, type, actor, body })
}

/** The log's own rows and checked events: their types were established when they were appended. */
export function asRoomEvent(event: {
  seq: number
  at: number
  type: string
  actor: string
  body: Body
}): RoomEvent {
  return event as unknown as RoomEvent
}

function personalFields(type: string, body: Body): string[] {
  const fields: readonly string[] = PERSONAL_FIELDS[type as EventType] ?? []
  return fields.filter((field) => typeof body[field] === 'string')
}

function personOf(body: Body): PersonId | undefined {
  return typeof body.person === 'string' ? (body.person as PersonId) : undefined
}

function contextOf(room: RoomId, person: PersonId, type: string, field: string): string {
  return `text\n${room}\n${person}\n${type}.${field}`
}

function stringify(body: unknown, type: string): string {
  let text: string | undefined
  try {
    text = JSON.stringify(body)
  } catch (cause) {
    throw refused(type, cause)
  }
  if (text === undefined || text.length > LIMITS.frameBytes) throw refused(type)
  return text
}

function parseBody(text: string): Body {
  const body: unknown = JSON.parse(text)
  if (!isBody(body)) throw new Error('A stored body is not an object.')
  return body
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Neither NUL nor half a surrogate pair, in no string and no key. */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, item]) => isStorable(key) && isStorable(item))
}

function refused(type: string, cause?: unknown): VisavisError {
  const known = bodyChecks.has(type) ? type : 'unknown'
  return new VisavisError('invalid-request', { detail: `Event type: ${known}.`, cause })
}
