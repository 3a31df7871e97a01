import { startCluster } from '@visavis/signaling/test/cluster'
import { benchComebacks } from '../cluster/bench-losses.ts'
import type { Figure } from '../report/index.ts'

/** In a cluster of its own: 200 clients, whose reconnecting would starve two browsers. */
export async function* measureStorm(): AsyncGenerator<Figure> {
  await using cluster = await startCluster()
  yield* benchComebacks(cluster)
}
