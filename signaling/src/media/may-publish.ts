import type { Grants, TrackSource } from '@visavis/protocol'

export function mayPublish(
  { canPublish, canPublishSources }: Grants,
  source: TrackSource,
): boolean {
  return canPublish === true && (canPublishSources?.includes(source) ?? true)
}
