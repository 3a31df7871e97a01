import process from 'node:process'
import { createWorker, type types } from 'mediasoup'
import { MediaStartError } from './start-error.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * Of the worker's bandwidth estimation, whose defaults are meant for a sender that can encode at any rate. This one has a
 * few layers to choose from, so there is always room that is not used, and a low estimate is a picture that stops.
 */
const FIELD_TRIALS = [
  // mediasoup's own default.
  'WebRTC-Bwe-AlrLimitedBackoff/Enabled/',
  // Looks for more room every two seconds, not every five, whenever a tenth is not used, not a fifth: the picture is back sooner
  // after a narrow stretch. A look is a burst of some kilobytes.
  'WebRTC-Bwe-AlrProbing/alr_interval:2s,alr_scale:2/',
  'WebRTC-AlrDetectorParameters/bw_usage:0.9,start:0.4,stop:-0.6/',
  // Below this a full queue costs no more than what was too much: another 15 % off would stop the picture.
  'WebRTC-BweAimdRateControlConfig/low_throughput:100kbps/',
].join('')

/**
 * Starts a worker process. When the process that owns it ends, however it ends, the worker ends with
 * it: it notices that its channel is gone.
 */
export async function spawnWorker(workerBin: string | undefined): Promise<types.Worker> {
  try {
    return await withoutSignalListeners(() =>
      createWorker({ ...(workerBin && { workerBin }), libwebrtcFieldTrials: FIELD_TRIALS }),
    )
  } catch (error) {
    throw startError(error, workerBin)
  }
}

/**
 * mediasoup closes its workers on the first signal, which would cut calls before a graceful shutdown
 * begins, and raises the process's listener limit for good. Who owns the worker decides instead.
 */
function withoutSignalListeners<T>(create: () => T): T {
  const before = new Map(SIGNALS.map((signal) => [signal, new Set(process.rawListeners(signal))]))
  const limit = process.getMaxListeners()
  const created = create()
  process.setMaxListeners(limit)
  for (const signal of SIGNALS) {
    for (const listener of process.rawListeners(signal)) {
      if (!before.get(signal)?.has(listener)) removeRaw(signal, listener)
    }
  }
  return created
}

function removeRaw(signal: NodeJS.Signals, listener: unknown): void {
  if (typeof listener !== 'function') return
  process.removeListener(signal, listener as NodeJS.SignalsListener)
}

function startError(error: unknown, workerBin: string | undefined): MediaStartError {
  const reason = error instanceof Error ? error.message : String(error)
  if (/ENOENT|EACCES/.test(reason)) {
    return new MediaStartError(
      'worker-missing',
      `The mediasoup worker ${workerBin ?? 'of the mediasoup package'} cannot be run (${reason}). ` +
        'Run the set-up again, or name a built one in VISAVIS_MEDIASOUP_WORKER.',
      error,
    )
  }
  return new MediaStartError('worker-failed', `A mediasoup worker ended at once: ${reason}`, error)
}
