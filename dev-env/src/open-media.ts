import type { SfuLink } from '@visavis/protocol'
import type { Settings } from '@visavis/settings'
import { createMediaNode } from '@visavis/sfu'
import { connectMedia, type Logger } from '@visavis/signaling'

/** The media node of the settings: another process, or one in this. */
export function openMedia(settings: Settings, logger: Logger): Promise<SfuLink> {
  const { sfuUrl, sfuSecret } = settings
  if (sfuUrl === null) return startMedia(settings, logger)
  return connectMedia({ url: sfuUrl, secret: sfuSecret ?? undefined, logger })
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
