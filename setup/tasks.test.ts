import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { taskNames } from './tasks.mjs'

test('every npm script goes through the launcher, and every task is a script', async () => {
  const file = new URL('../package.json', import.meta.url)
  const { scripts } = JSON.parse(await readFile(file, 'utf8'))
  expect(scripts).toEqual(
    Object.fromEntries(taskNames().map((name) => [name, `node setup/launch.mjs ${name}`])),
  )
})
