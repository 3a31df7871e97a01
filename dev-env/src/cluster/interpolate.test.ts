import { expect, test } from 'vitest'
import { interpolate } from './interpolate.ts'

/** Written with `#`, as linters take dollars in quotes for a mistake. */
function compose(text: string): string {
  return text.replaceAll('#', '$')
}

test('variables are filled in at any depth, as compose does', () => {
  const given = { a: [compose('#{ONE}-#{TWO:-second}')], b: { c: compose('##{ONE} ##x'), d: 3 } }
  expect(interpolate({ ...given, e: null }, { ONE: '1' })).toEqual({
    a: ['1-second'],
    b: { c: compose('#{ONE} #x'), d: 3 },
    e: null,
  })
})

test('a text may stand only where a variable has a value', () => {
  const text = compose('ws#{TLS:+s}://')
  expect(interpolate(text, { TLS: './folder' })).toBe('wss://')
  for (const none of [{}, { TLS: '' }]) expect(interpolate(text, none)).toBe('ws://')
})

test('an empty variable has its default, and none where it must have a value', () => {
  const empty = { ONE: '' }
  expect(interpolate(compose('#{ONE:-}|#{ONE:-x}'), empty)).toBe('|x')
  const why = 'ONE is not set: say which'
  expect(() => interpolate(compose('#{ONE:?say which}'), empty)).toThrow(why)
  expect(() => interpolate(compose('#{ONE}'), {})).toThrow('ONE is not set')
})
