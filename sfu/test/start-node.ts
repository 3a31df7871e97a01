import process from 'node:process'
import { pino } from 'pino'
import { createMediaNode, type MediaNode, type MediaNodeOptions } from '../src/media-node.ts'

export const silent = pino({ level: 'silent' })

export const workerBin = process.env.VISAVIS_MEDIASOUP_WORKER

/** A node on loopback and free ports. */
export function startNode(options: Partial<MediaNodeOptions> = {}): Promise<MediaNode> {
  return createMediaNode({
    workers: 1,
    workerBin,
    listenIp: '127.0.0.1',
    rtcPort: 0,
    logger: silent,
    ...options,
  })
}
