import { writeFile } from 'node:fs/promises'
import { readLocale } from './locale-files.ts'
import { messageTypes } from './message-types.ts'

export const MESSAGE_TYPES_FILE = new URL('../src/ui/message-arguments.ts', import.meta.url)

if (import.meta.main) await writeFile(MESSAGE_TYPES_FILE, messageTypes(await readLocale('en')))
