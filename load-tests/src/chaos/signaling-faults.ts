import type { Random } from '../network/random.ts'
import { type Fault, pick } from './fault.ts'
import { Guest } from './guest.ts'
import type { SignalingMember } from './signaling-member.ts'
import type { Topology } from './topology.ts'
import { waitFor } from './wait-for.ts'

const GHOST_TIMEOUT_MS = 40_000

export const SIGNALING_FAULTS = {
  'signaling-killed': {
    about: 'SIGKILL to a signaling process of the call',
    gap: 'untouched',
    watchMs: 4_000,
    aim: (topology, random) => processGets('SIGKILL', topology, random),
  },
  'signaling-drained': {
    about: 'SIGTERM to a signaling process of the call',
    gap: 'untouched',
    watchMs: 4_000,
    aim: (topology, random) => processGets('SIGTERM', topology, random),
  },
  ghosts: {
    about: 'SIGKILL to a signaling process, and a client of it that never comes back',
    gap: 'untouched',
    watchMs: 4_000,
    reaches: { gone: { reach: { atMost: 20_000 }, unit: 'ms' } },
    async aim(topology, random) {
      const doomed = pick(topology.signaling, random)
      const safe = pick(
        topology.signaling.filter((member) => member !== doomed),
        random,
      )
      const advisor = await Guest.enter(safe.origin, 'advisor')
      const ghost = await Guest.enter(doomed.origin, 'shopper')
      await advisor.accept(await ghost.requestGuidance())
      return {
        async strike() {
          await doomed.process.kill()
          ghost.client.cut()
        },
        async measure() {
          const killedAt = performance.now()
          await waitFor('the ghost to go', GHOST_TIMEOUT_MS, async () => advisor.isLeftAlone())
          return { gone: performance.now() - killedAt }
        },
        async repair() {
          await advisor.leave()
          await doomed.process.start()
        },
      }
    },
  },
} as const satisfies Record<string, Fault>

async function processGets(signal: NodeJS.Signals, topology: Topology, random: Random) {
  const { process } = busySignaling(topology, random)
  return { strike: () => process.end(signal), repair: () => process.start() }
}

/** One that somebody of the call speaks to. */
function busySignaling({ signaling, balancer }: Topology, random: Random): SignalingMember {
  return pick(
    signaling.filter(({ port }) => balancer.socketsOf(port) > 0),
    random,
  )
}
