import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './paths.mjs'
import { needsOf } from './prepare.mjs'
import { TASKS, taskNames } from './tasks.mjs'

async function manifest(folder = '.') {
  return JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8'))
}

test('every npm script goes through the launcher, and every task is a script', async () => {
  const { scripts, workspaces } = await manifest()
  expect(scripts).toEqual(
    Object.fromEntries(taskNames().map((name) => [name, `node setup/launch.mjs ${name}`])),
  )
  for (const workspace of workspaces)
    expect(await manifest(workspace)).not.toHaveProperty('scripts')
})

test.each(Object.entries(TASKS))('%s runs a script that exists', (_name, { script }) => {
  expect(existsSync(join(ROOT, script))).toBe(true)
})

test("help and an operator's own worker need less", () => {
  const task: Parameters<typeof needsOf>[0] = { needs: ['packages', 'worker', 'pages'], script: '' }
  expect(needsOf(task, [])).toEqual(['packages', 'worker', 'pages'])
  expect(needsOf(task, ['--help'])).toEqual(['packages'])
  expect(needsOf(task, ['--mediasoup-worker=/opt/worker'])).toEqual(['packages', 'pages'])
  expect(needsOf(task, ['--mediasoup-worker', '/opt/worker'])).toEqual(['packages', 'pages'])
})
