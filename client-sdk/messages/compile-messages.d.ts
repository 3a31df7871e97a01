import type { Messages } from './locale-files.ts'
/** JavaScript source of a module whose default export maps each key to a function of its arguments. */
export declare function compileMessages(locale: string, messages: Messages): string
/** The messages whose key begins with one of `prefixes`: `call` takes `call.mute`. */
export declare function selectMessages(messages: Messages, prefixes: readonly string[]): Messages
