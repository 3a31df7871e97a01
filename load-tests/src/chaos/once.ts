import { startCluster } from '@visavis/signaling/test/cluster'
import { benchComebacks } from '../cluster/bench-losses.ts'
import type { Figure } from '../report/index.ts'
import { benchTransports } from '../transports/bench-transports.ts'

interface Once {
  readonly about: string
  measure(): AsyncGenerator<Figure>
}

/** Not of the call, which it would starve: happens once, by itself. */
const ALL = {
  'reconnect-storm': {
    about: 'the process of 200 clients is stopped, and killed; once',
    async *measure() {
      await using cluster = await startCluster()
      yield* benchComebacks(cluster)
    },
  },
  'transport-churn': {
    about: '10,000 transports come and go at a media node; once',
    measure: benchTransports,
  },
} as const satisfies Record<string, Once>

export type OnceName = keyof typeof ALL
export const ONCE: Readonly<Record<OnceName, Once>> = ALL
export const ONCE_NAMES = Object.keys(ALL) as OnceName[]
