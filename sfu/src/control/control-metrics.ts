import { setTimeout as delay } from 'node:timers/promises'
import type { SfuAnswer } from '@visavis/protocol'
import { Counter, Gauge, Registry } from 'prom-client'
import type { MediaNode } from '../media-node.ts'
import type { MediaWorker } from '../media-worker.ts'
import type { ControlLink } from './control-link.ts'
import type { Batch } from './read-batch.ts'

/** A hung worker answers nothing; the others' figures are not kept waiting for it. */
const USAGE_TIMEOUT_MS = 500

export interface ControlMetrics {
  readonly registry: Registry
  countAnswers(batch: Batch, answers: readonly SfuAnswer[]): void
}

export function controlMetrics(node: MediaNode, links: () => ControlLink[]): ControlMetrics {
  const registry = new Registry()
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `visavis_sfu_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('transports', 'WebRTC transports.', () => node.stats().transports)
  gauge('producers', 'Tracks that come in.', () => node.stats().producers)
  gauge('consumers', 'Tracks that go out.', () => node.stats().consumers)
  gauge('sessions', 'Participants that have a transport.', () => node.stats().sessions)
  gauge('pipes', 'Pipes between workers, and from and to other nodes.', () => node.stats().pipes)
  gauge('workers', 'Workers that take calls.', () => node.stats().workers.length)
  gauge('links', 'Control links that are up.', () => links().length)
  gauge('queued_bytes', 'Answers and notices that wait for slow callers.', () =>
    sum(links().map(({ queuedBytes }) => queuedBytes)),
  )
  gauge('pending_calls', 'Calls in progress.', () =>
    sum(links().map(({ pendingCalls }) => pendingCalls)),
  )
  new Gauge({
    name: 'visavis_sfu_info',
    help: 'The name of the node.',
    labelNames: ['node'],
    registers,
  }).set({ node: node.name }, 1)
  addWorkerUsage(registry, node)
  const calls = new Counter({
    name: 'visavis_sfu_calls_total',
    help: 'Answered calls by method and outcome.',
    labelNames: ['method', 'outcome'],
    registers,
  })
  return {
    registry,
    countAnswers(batch, answers) {
      for (const [index, answer] of answers.entries()) {
        const outcome = 'error' in answer ? answer.error.code : 'ok'
        const method = outcome === 'unknown-method' ? 'unknown' : batch.calls[index]?.method
        calls.inc({ method: method ?? 'unknown', outcome })
      }
    },
  }
}

interface Usage {
  readonly worker: string
  readonly cpuSeconds: number
  readonly memoryBytes: number
}

function addWorkerUsage(registry: Registry, node: MediaNode): void {
  new Gauge({
    name: 'visavis_sfu_worker_pid',
    help: 'Process id of a worker.',
    labelNames: ['worker'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { id, process } of node.stats().workers) this.set({ worker: id }, process.pid)
    },
  })
  const gauge = (name: string, help: string, read: (usage: Usage) => number) =>
    new Gauge({
      name: `visavis_sfu_worker_${name}`,
      help,
      labelNames: ['worker'],
      registers: [registry],
      async collect() {
        const usages = await Promise.all(node.stats().workers.map(usageOf))
        this.reset()
        for (const usage of usages) if (usage) this.set({ worker: usage.worker }, read(usage))
      },
    })
  gauge('cpu_seconds', 'Processor time that a worker has used.', ({ cpuSeconds }) => cpuSeconds)
  gauge(
    'peak_memory_bytes',
    'Largest resident memory that a worker has had.',
    ({ memoryBytes }) => memoryBytes,
  )
}

async function usageOf({ id: worker, process }: MediaWorker): Promise<Usage | null> {
  const given = new AbortController()
  const late = delay(USAGE_TIMEOUT_MS, null, { signal: given.signal }).catch(() => null)
  const usage = await Promise.race([process.getResourceUsage().catch(() => null), late])
  given.abort()
  if (!usage) return null
  const { ru_utime, ru_stime, ru_maxrss } = usage
  return { worker, cpuSeconds: (ru_utime + ru_stime) / 1_000, memoryBytes: ru_maxrss * 1_024 }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
