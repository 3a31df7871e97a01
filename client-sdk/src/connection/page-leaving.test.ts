import { expect, test } from 'vitest'
import { PageLeaving } from './page-leaving.ts'

const LONGEST_MS = 50

test('holds back while the page leaves, and no longer than planned', async () => {
  const target = new EventTarget()
  const leaving = new PageLeaving({ target, longestMs: LONGEST_MS })
  leaving.watch()
  expect(await msUntilOver(leaving)).toBeLessThan(LONGEST_MS / 2)
  target.dispatchEvent(new Event('beforeunload'))
  expect(await msUntilOver(leaving)).toBeGreaterThan(LONGEST_MS / 2)
  expect(await msUntilOver(leaving)).toBeLessThan(LONGEST_MS / 2)
})

test('hears nothing more once it has stopped', async () => {
  const target = new EventTarget()
  const leaving = new PageLeaving({ target, longestMs: LONGEST_MS })
  leaving.watch()
  leaving.stopWatching()
  target.dispatchEvent(new Event('beforeunload'))
  expect(await msUntilOver(leaving)).toBeLessThan(LONGEST_MS / 2)
})

async function msUntilOver(leaving: PageLeaving): Promise<number> {
  const start = performance.now()
  await leaving.over()
  return performance.now() - start
}
