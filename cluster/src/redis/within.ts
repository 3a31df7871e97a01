import { setImmediate as turn } from 'node:timers/promises'

/** Rejects when `promise` takes longer. What arrived while this process was busy still counts. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const giveUp = async () => {
    await turn()
    await turn()
    late.reject(new Error(`No answer within ${ms} ms`))
  }
  const timer = setTimeout(() => void giveUp(), ms)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
    late.promise.catch(() => {})
  }
}
