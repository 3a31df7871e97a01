import { pageScript } from '../browser/page-script.ts'
import { CAMERA } from '../stamp/stamped-camera.ts'
import type { sampleMedia } from './media-sampler.ts'
import type { samplePictures } from './picture-sampler.ts'

declare global {
  /** Defined by `samplerScript`. */
  var visavisSamples: { media: typeof sampleMedia; pictures: typeof samplePictures }
}

const stampCode = new URL('../stamp/stamp-code.ts', import.meta.url)
const microphone = new URL('./tone-microphone.ts', import.meta.url)
const camera = new URL('./noisy-camera.ts', import.meta.url)
const media = new URL('./media-sampler.ts', import.meta.url)
const pictures = new URL('./picture-sampler.ts', import.meta.url)

/** The page's camera shows noise, which needs all the rate there is. */
export function noisyCameraScript(): string {
  return pageScript([camera], `replaceCameraByNoise(${JSON.stringify(CAMERA)})`)
}

/** The page's microphone hums without end. */
export function toneMicrophoneScript(): string {
  return pageScript([microphone], 'replaceMicrophone()')
}

/** Defines `visavisSamples`. */
export function samplerScript(): string {
  return pageScript(
    [stampCode, media, pictures],
    'globalThis.visavisSamples = { media: sampleMedia, pictures: samplePictures }',
  )
}
