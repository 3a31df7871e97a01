import type { SfuLink, SfuNoticeEvent } from '@visavis/protocol'
import type { MediaLogger } from './media-logger.ts'

export interface Notices {
  emit(event: SfuNoticeEvent): void
  readonly listen: SfuLink['onNotice']
}

/** Tells every listener; one that throws keeps nothing from the others. */
export function createNotices(logger: MediaLogger): Notices {
  const listeners = new Set<(event: SfuNoticeEvent) => void>()
  return {
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          logger.error({ err: error, notice: event.notice }, 'a notice listener threw')
        }
      }
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
