import { expect, test } from 'vitest'
import { DEFINITIONS } from './definitions.ts'
import { helpText } from './help-text.ts'
import { flagOf } from './setting.ts'

test('help names every variable and every flag, in 100 columns', () => {
  const text = helpText('npm start --')
  expect(text).toMatch(/^Usage: npm start -- \[flags\]\n/)
  for (const definition of Object.values(DEFINITIONS)) {
    expect(text).toContain(definition.variable)
    const flag = flagOf(definition)
    if (flag) expect(text).toContain(`  ${flag}, ${definition.variable}\n`)
  }
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
})
