import { expect, test } from 'vitest'
import { isDead, type RegistryView } from './is-dead.ts'

const LISTED = listed({ renewedAt: -500, seenAt: 300 })
const STILL_LISTED = listed({ renewedAt: -500, seenAt: 2_550 })
const RENEWED = listed({ renewedAt: 58_000, seenAt: 59_900 })
const LAST_RENEWED = listed({ renewedAt: 10, seenAt: 300 })

test.each<[string, RegistryView, number, number, boolean]>([
  ['whose port refuses and whose lease is not renewed', LISTED, 2, 400, true],
  ['whose port has refused for a moment only', LISTED, 2, 100, false],
  ['that is silent, before its lease is due', LISTED, 0, 2_000, false],
  ['that is silent beyond its renewal', STILL_LISTED, 0, 2_600, true],
  ['that is silent like the registry, since both were looked at', LISTED, 0, 60_000, false],
  ['that renews its lease, however long its link is down', RENEWED, 9, 60_000, false],
  ['that renewed once more before its port refused', LAST_RENEWED, 2, 2_600, true],
  ['that renewed a moment ago', LAST_RENEWED, 2, 2_000, false],
  ['whose lease has run out', { kind: 'absent' }, 0, 100, true],
  ['of which nobody knows, as the registry is gone', { kind: 'unknown' }, 0, 60_000, false],
  ['that refuses while the registry is gone', { kind: 'unknown' }, 5, 3_000, true],
])('PLACE-3 a node %s', (_, registry, refusals, now, dead) => {
  expect(isDead({ downSince: 0, refusals, registry }, now)).toBe(dead)
})

function listed(lease: { readonly renewedAt: number; readonly seenAt: number }): RegistryView {
  return { kind: 'listed', ...lease }
}
