import { VisavisError } from '@visavis/protocol'
import { SfuClient, type SfuClientOptions } from '@visavis/sfu-client'
import { StartError } from '../start-error.ts'

/** Links a media node at the start of the process, or says what to do about it. */
export async function connectMedia(options: SfuClientOptions): Promise<SfuClient> {
  try {
    return await SfuClient.connect(options)
  } catch (error) {
    if (!(error instanceof VisavisError)) throw error
    const message = `The media node at ${options.url} does not take this process. Check VISAVIS_SFU_URL and VISAVIS_SFU_SECRET.`
    throw new StartError(message, { cause: error })
  }
}
