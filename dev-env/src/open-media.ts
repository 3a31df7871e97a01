import type { SfuLink } from '@visavis/protocol'
import type { Settings } from '@visavis/settings'
import { createMediaNode } from '@visavis/sfu'
import { findMedia, type Logger } from '@visavis/signaling'

/** Media nodes that are processes of their own, as signaling alone finds them, or one in this. */
export function openMedia(settings: Settings, logger: Logger): Promise<SfuLink> {
  const isAlone = settings.sfuUrl === null && settings.redisUrl === null
  return isAlone ? startMedia(settings, logger) : findMedia(settings, logger)
}

function startMedia(settings: Settings, logger: Logger): Promise<SfuLink> {
  const { host, announcedAddress, rtcPort, workers, mediasoupWorker } = settings
  return createMediaNode({
    workers,
    rtcPort,
    announcedAddress,
    listenIp: host === 'localhost' ? '127.0.0.1' : host,
    workerBin: mediasoupWorker ?? undefined,
    logger,
  })
}
