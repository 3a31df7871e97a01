import type { Plugin } from 'vite'
/**
 * Resolves `visavis-messages:<prefixes>`, such as `visavis-messages:call,widget`, to a module with one
 * lazy loader per locale. Only the messages with those key prefixes are in its chunks.
 */
export declare function messagesPlugin(): Plugin
