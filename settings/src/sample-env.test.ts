import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { DEFINITIONS } from './definitions.ts'
import { parseSettings } from './parse-settings.ts'
import { sampleEnv } from './sample-env.ts'

test('visavis.sample.env is what the definitions say; `npm run generate` rewrites it', async () => {
  const file = new URL('../../visavis.sample.env', import.meta.url)
  expect(await readFile(file, 'utf8')).toBe(sampleEnv())
})

test('the sample changes nothing as it is, and its examples are accepted', () => {
  const lines = sampleEnv().split('\n')
  expect(lines.every((line) => line === '' || line.startsWith('#'))).toBe(true)
  const examples = lines.flatMap((line) => {
    const [, name, value] = /^#([A-Z0-9_]+)=(.+)$/.exec(line) ?? []
    return name && value ? [[name, value] as const] : []
  })
  const secret = 'sixteen letters.'
  const secrets = {
    VISAVIS_SFU_SECRET: secret,
    VISAVIS_TURN_SECRET: secret,
    VISAVIS_RECORDER_API_KEYS: secret,
  }
  const env = { ...Object.fromEntries(examples), ...secrets }
  expect(Object.keys(env)).toHaveLength(Object.keys(DEFINITIONS).length)
  const machine = { cores: 2, externalAddresses: [] }
  expect(parseSettings({ env, machine })).toMatchObject({ port: 3000, notes: [] })
})
