import { readFileSync, writeFileSync } from 'node:fs'
import { completeLock } from './lock-file.mjs'

const file = new URL('../package-lock.json', import.meta.url)
const text = readFileSync(file, 'utf8')
const completed = `${JSON.stringify(completeLock(JSON.parse(text)), null, 2)}\n`
if (completed !== text) writeFileSync(file, completed)
