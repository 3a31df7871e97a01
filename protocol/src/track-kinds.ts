import type { TrackKind, TrackSource } from './media.ts'

export const KIND_OF_SOURCE: Readonly<Record<TrackSource, TrackKind>> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  'screen-audio': 'audio',
}
