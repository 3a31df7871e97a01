import { VisavisError } from '@visavis/protocol'

/** An ended room has nothing left to be told. */
export async function unlessOver(told: Promise<unknown>): Promise<void> {
  try {
    await told
  } catch (error) {
    if (!(error instanceof VisavisError) || error.code !== 'room-ended') throw error
  }
}
