import { newId } from '@visavis/protocol'
import { accept, requestGuidance } from '@visavis/signaling/test/call'
import { type Instance, startCluster, type TestCluster } from '@visavis/signaling/test/cluster'
import { type Figure, progress, summarize } from '../report/index.ts'
import { ReturningClient } from './returning-client.ts'

const CALLS = 100
const MESSAGES = 1_000
const KILLS = 5
/** Messages on their way at once. */
const WINDOW = 20

/** What clients notice when signaling processes stop and die. */
export async function* benchLosses(): AsyncGenerator<Figure> {
  await using cluster = await startCluster()
  yield* benchComebacks(cluster)
  yield* await numbered(cluster)
}

/** All clients of a process at once, when it is told to stop and when it is killed. */
export async function* benchComebacks(cluster: TestCluster): AsyncGenerator<Figure> {
  yield* comebacks('drain', await comeBackAll(cluster, (doomed) => doomed.stop()))
  yield* comebacks('kill', await comeBackAll(cluster, (doomed) => doomed.kill()))
}

function comebacks(row: string, times: readonly number[]): Figure[] {
  const { n, p50, p95, max } = summarize(times)
  const figure = `cluster.${row}-${n}-clients`
  return [
    { figure: `${figure}.back.p50`, value: p50, unit: 'ms', n },
    { figure: `${figure}.back.p95`, value: p95, unit: 'ms', n },
    { figure: `${figure}.all-back`, value: max, unit: 'ms', reach: { atMost: 10_000 }, n },
  ]
}

/** From the end of a process until each of its clients goes on at another, in milliseconds. */
async function comeBackAll(
  cluster: TestCluster,
  end: (doomed: Instance) => Promise<void>,
): Promise<number[]> {
  const doomed = await cluster.start()
  const safe = await cluster.start()
  const clients: ReturningClient[] = []
  for (let call = 0; call < CALLS; call++) {
    const shopper = await requestGuidance(doomed)
    const advisor = await accept(doomed, shopper)
    clients.push(...[shopper, advisor].map((guest) => new ReturningClient(guest, () => [safe])))
  }
  progress(`${clients.length} clients are in calls`)
  const startedAt = performance.now()
  const ended = end(doomed)
  const times = await Promise.all(
    clients.map(async (client) => {
      await client.comeBack()
      return performance.now() - startedAt
    }),
  )
  await ended
  await Promise.all(clients.map(({ client }) => client.request('session.close', {})))
  await safe.kill()
  return times
}

/** Numbered messages while the processes of writer and reader are killed, one after the other. */
async function numbered(cluster: TestCluster): Promise<Figure[]> {
  const instances = [await cluster.start(), await cluster.start()]
  const doors = () => instances
  const [first, second] = instances
  if (!first || !second) throw new Error('It takes two')
  const shopper = await requestGuidance(first)
  const writer = new ReturningClient(shopper, doors)
  const reader = new ReturningClient(await accept(second, shopper), doors)
  const texts = Array.from({ length: MESSAGES }, (_, number) => String(number))
  const over = new AbortController()
  const following = follow(reader, over.signal)
  await write(writer, texts, {
    every: Math.ceil(MESSAGES / (KILLS + 1)),
    async onKill(kill) {
      const index = kill % 2
      await instances[index]?.kill()
      instances[index] = await cluster.start()
    },
  })
  await reader.client.until(() => textsOf(reader).length >= MESSAGES)
  over.abort()
  reader.client.cut()
  await following
  const got = textsOf(reader)
  const n = MESSAGES
  const none = { atMost: 0 }
  const count = (value: number) => ({ value, unit: 'messages', reach: none, n })
  return [
    { figure: 'cluster.messages.lost', ...count(n - new Set(got).size) },
    { figure: 'cluster.messages.doubled', ...count(got.length - new Set(got).size) },
    { figure: 'cluster.messages.reordered', ...count(disorder(got)) },
  ]
}

async function follow(reader: ReturningClient, signal: AbortSignal): Promise<void> {
  for (;;) {
    await reader.client.closed
    if (signal.aborted) return
    await reader.comeBack()
  }
}

interface Kills {
  /** Messages between two kills. */
  readonly every: number
  onKill(kill: number): Promise<void>
}

/** After a cut, what was not acknowledged is sent again under its id. */
async function write(
  writer: ReturningClient,
  texts: readonly string[],
  { every, onKill }: Kills,
): Promise<void> {
  const outbox = texts.map((text) => ({ message: newId('message'), text }))
  let [kills, killing]: [number, Promise<void> | undefined] = [0, undefined]
  while (outbox.length > 0) {
    const { client } = writer
    const answers = outbox.slice(0, WINDOW).map((params) => client.request('message.post', params))
    const isDue = texts.length - outbox.length >= every * (kills + 1) && kills < KILLS
    if (isDue) {
      await killing
      killing = onKill(kills++)
    }
    const settled = await Promise.allSettled(answers)
    const failed = settled.findIndex(({ status }) => status === 'rejected')
    outbox.splice(0, failed === -1 ? settled.length : failed)
    if (failed !== -1 && client.ws.readyState !== client.ws.OPEN) await writer.comeBack()
  }
  await killing
}

function textsOf({ events }: ReturningClient): string[] {
  return events.flatMap(({ type, body }) => (type === 'message-posted' ? [String(body.text)] : []))
}

function disorder(texts: readonly string[]): number {
  return texts.filter((text, index) => index > 0 && Number(text) < Number(texts[index - 1])).length
}
