import type { SfuLink, SfuNotice, SfuNoticeEvent } from '@visavis/protocol'

/** The next notice of a kind that fits. */
export function nextNotice<N extends SfuNotice>(
  link: Pick<SfuLink, 'onNotice'>,
  notice: N,
  fits: (event: Extract<SfuNoticeEvent, { notice: N }>) => boolean = () => true,
): Promise<Extract<SfuNoticeEvent, { notice: N }>> {
  return new Promise((resolve) => {
    const stop = link.onNotice((event) => {
      if (!isOf(event, notice) || !fits(event)) return
      stop()
      resolve(event)
    })
  })
}

function isOf<N extends SfuNotice>(
  event: SfuNoticeEvent,
  notice: N,
): event is Extract<SfuNoticeEvent, { notice: N }> {
  return event.notice === notice
}
