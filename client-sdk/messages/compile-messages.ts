import MessageFormat from '@messageformat/core'
import compileModule from '@messageformat/core/compile-module.js'
import type { Messages } from './locale-files.ts'

/** JavaScript source of a module whose default export maps each key to a function of its arguments. */
export function compileMessages(locale: string, messages: Messages): string {
  return compileModule(new MessageFormat(locale), messages)
}

/** The messages whose key begins with one of `prefixes`: `call` takes `call.mute`. */
export function selectMessages(messages: Messages, prefixes: readonly string[]): Messages {
  const wanted = new Set(prefixes)
  return Object.fromEntries(
    Object.entries(messages).filter(([key]) => wanted.has(key.split('.')[0] ?? '')),
  )
}
