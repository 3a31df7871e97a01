import { once } from 'node:events'
import process from 'node:process'
import type { types } from 'mediasoup'

/** A worker ends in a few milliseconds. One that does not is hung. */
const GRACE_MS = 2_000

/** Ends a worker's process and waits until it is gone. */
export async function stopWorker(worker: types.Worker): Promise<void> {
  if (worker.subprocessClosed) return
  const gone = once(worker, 'subprocessclose')
  worker.close()
  const kill = setTimeout(() => killIfThere(worker.pid), GRACE_MS)
  await gone
  clearTimeout(kill)
}

/** At once; one that hangs does not end otherwise. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in the meantime.
  }
}
