import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './paths.mjs'
import { TASKS, taskNames } from './tasks.mjs'

test('every npm script goes through the launcher, and every task is a script', async () => {
  const file = new URL('../package.json', import.meta.url)
  const { scripts } = JSON.parse(await readFile(file, 'utf8'))
  expect(scripts).toEqual(
    Object.fromEntries(taskNames().map((name) => [name, `node setup/launch.mjs ${name}`])),
  )
})

test.each(Object.entries(TASKS))('%s runs a script that exists', (_name, { script }) => {
  expect(existsSync(join(ROOT, script))).toBe(true)
})
