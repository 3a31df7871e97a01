import type { BaseLogger } from 'pino'

/** The part of pino that a node writes to; Fastify's logger fits as well. */
export type MediaLogger = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>
