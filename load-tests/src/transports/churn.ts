import {
  newId,
  type RtpCapabilities,
  type RtpParameters,
  type SfuAnswer,
  type SfuRequest,
} from '@visavis/protocol'
import type { MediaNode } from '@visavis/sfu'
import { callLink } from '@visavis/sfu-client'

/** Makes transports that send a voice, or receive it, and closes them: by themselves and with their sessions, in turns. */
export async function churn(
  node: MediaNode,
  { count, batch }: { count: number; batch: number },
): Promise<void> {
  for (let made = 0; made < count; made += batch) await churnOnce(node, batch)
}

async function churnOnce(node: MediaNode, count: number): Promise<void> {
  const [worker] = node.stats().workers
  if (!worker) throw new Error('The node has no worker.')
  const { rtpCapabilities } = await callLink(node, 'node.describe', {})
  const pairs = Array.from({ length: count / 2 }, () => pairOf(worker.id, rtpCapabilities))
  demandAll(await node.send(pairs.flatMap(({ make }) => make)))
  const [first, second] = [pairs.slice(0, count / 4), pairs.slice(count / 4)]
  demandAll(await node.send(first.flatMap(({ close }) => close)))
  demandAll(await node.send(second.map(({ session }) => session)))
}

/** One transport that sends, one that receives from it. */
function pairOf(worker: string, rtpCapabilities: RtpCapabilities) {
  const [send, receive] = [newId('transport'), newId('transport')]
  const [producer, consumer] = [newId('track'), newId('subscription')]
  const session = newId('session')
  const place = { worker, session, scope: 'room' }
  const make: SfuRequest[] = [
    { method: 'transport.create', params: { ...place, transport: send } },
    { method: 'transport.create', params: { ...place, transport: receive } },
    {
      method: 'producer.create',
      params: {
        producer,
        transport: send,
        kind: 'audio',
        paused: false,
        rtpParameters: voice(),
      },
    },
    {
      method: 'consumer.create',
      params: { consumer, transport: receive, producer, rtpCapabilities },
    },
  ]
  const close = [send, receive].map(
    (transport): SfuRequest => ({ method: 'transport.close', params: { transport } }),
  )
  return { make, close, session: { method: 'session.close', params: { session } } as const }
}

function voice(): RtpParameters {
  return {
    mid: '0',
    codecs: [
      { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, parameters: {} },
    ],
    encodings: [{ ssrc: Math.floor(Math.random() * 4_000_000_000) + 1 }],
  }
}

function demandAll(answers: readonly SfuAnswer[]): void {
  for (const answer of answers) {
    if ('error' in answer) throw new Error(`The node refused: ${answer.error.message}`)
  }
}
