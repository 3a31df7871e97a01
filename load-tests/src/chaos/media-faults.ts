import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../network/random.ts'
import { type Fault, pick } from './fault.ts'
import type { MediaMember } from './media-member.ts'
import type { Topology } from './topology.ts'

/** Longer than a link takes to come back, and than anybody waits before giving up a node. */
const PARTITION_MS = 8_000

export const MEDIA_FAULTS = {
  'worker-killed': {
    about: 'SIGKILL to a media worker of the call',
    gap: { atMost: 2_000 },
    watchMs: 4_000,
    aim: (topology, random) => workerGets('SIGKILL', topology, random),
  },
  'worker-hung': {
    about: 'SIGSTOP to a media worker of the call',
    gap: { atMost: 3_000 },
    watchMs: 5_000,
    aim: (topology, random) => workerGets('SIGSTOP', topology, random),
  },
  'node-killed': {
    about: 'SIGKILL to a media node of the call, with its workers',
    gap: { atMost: 5_000 },
    watchMs: 6_000,
    async aim(topology, random) {
      const { process, relay } = await busyNode(topology, random)
      return {
        async strike() {
          // In this order: a node whose links go down says at once that it lives.
          await process.killAll()
          relay.refuse()
        },
        async repair() {
          await process.start()
          await relay.listen()
        },
      }
    },
  },
  'node-partitioned': {
    about: `the control links of a media node are cut for ${PARTITION_MS / 1_000} s`,
    gap: 'untouched',
    watchMs: PARTITION_MS + 4_000,
    async aim(topology, random) {
      const { relay } = await busyNode(topology, random)
      return {
        async strike() {
          relay.sever()
          await delay(PARTITION_MS)
          relay.mend()
        },
      }
    },
  },
  'node-drained': {
    about: 'SIGTERM to a media node of the call',
    gap: 'any',
    watchMs: 8_000,
    async aim(topology, random) {
      const { process } = await busyNode(topology, random)
      let ended: Promise<void> | undefined
      return {
        async strike() {
          ended = process.end('SIGTERM')
        },
        async repair() {
          await ended
          await process.start()
        },
      }
    },
  },
} as const satisfies Record<string, Fault>

async function workerGets(signal: NodeJS.Signals, topology: Topology, random: Random) {
  const node = await busyNode(topology, random)
  const pid = await node.figure('worker_pid')
  return { strike: async () => void process.kill(pid, signal) }
}

/** One that has media of the call. */
async function busyNode({ nodes }: Topology, random: Random): Promise<MediaMember> {
  const loads = await Promise.all(nodes.map((node) => node.figure('producers')))
  return pick(
    nodes.filter((_, index) => (loads[index] ?? 0) > 0),
    random,
  )
}
