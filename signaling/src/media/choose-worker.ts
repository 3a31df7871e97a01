import type { NodeStatus } from '@visavis/protocol'

export type WorkerView = NodeStatus['workers'][number]

export interface ChoiceOptions {
  /** Nodes that just failed. */
  readonly failed?: ReadonlySet<string>
  /** From 0 to 1. */
  random?(): number
}

/**
 * A worker for a room. Of two nodes taken at random the less loaded one, and of its workers the least loaded: the least
 * loaded of all would draw everybody at once, by figures that are a moment old. Never one that drains, is full or out of reach;
 * one that just failed or does not answer only where there is no other. `undefined` when nobody takes more.
 */
export function chooseWorker(
  workers: readonly WorkerView[],
  { failed = new Set(), random = Math.random }: ChoiceOptions = {},
): string | undefined {
  const open = workers.filter(({ admission = 'open' }) => admission === 'open')
  const sound = open.filter((worker) => !worker.isSuspect && !failed.has(nodeOf(worker)))
  const nodes = Map.groupBy(sound.length > 0 ? sound : open, nodeOf)
  const candidates = [...nodes.values()]
  const first = takeAny(candidates, random)
  const second = takeAny(candidates, random)
  const node = first && second && load(second) < load(first) ? second : first
  const [least] = [...(node ?? [])].sort((a, b) => a.transports - b.transports)
  return least?.worker
}

export function nodeOf({ node = '' }: WorkerView): string {
  return node
}

function takeAny<T>(from: T[], random: () => number): T | undefined {
  return from.splice(Math.floor(random() * from.length), 1)[0]
}

/** Of a node, for each of its workers. */
function load(workers: readonly WorkerView[]): number {
  return workers.reduce((sum, { transports }) => sum + transports, 0) / workers.length
}
