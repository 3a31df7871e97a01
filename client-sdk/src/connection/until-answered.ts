import { isUnanswered } from '../errors.ts'

/** Asks again, for as long as it `isWanted`, when no answer came. The request itself waits for the next socket. */
export async function untilAnswered<T>(ask: () => Promise<T>, isWanted: () => boolean): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!isUnanswered(error) || !isWanted()) throw error
    }
  }
}
