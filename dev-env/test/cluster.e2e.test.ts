import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { type Cluster, startCluster } from '../src/cluster/start-cluster.ts'
import { type Stage, setStage, startCall } from './call-fixture.ts'
import { expectPictureAndSound } from './media-truth.ts'

const SIGNALING = ['signaling-1', 'signaling-2'] as const
const NODES = ['sfu-1', 'sfu-2'] as const
const PATIENT = { timeout: 10_000 }
const NO_COOKIES = { deskCookies: [], [Symbol.asyncDispose]: async () => {} } as const

it('a call over two signaling processes goes on when one of them is told to stop', async () => {
  await using cluster = await startCluster({
    without: ['recorder', 'store', 'store-setup', 'prometheus', 'grafana'],
  })
  await expectFiguresThatAreShown(cluster)
  await using atProxy = await setStage({ origin: cluster.secureUrl, ...NO_COOKIES })
  // The call that it takes part in closes it.
  const desk = await atProxy.openDesk()
  const socketsOf = (name: string) => figureOf(cluster, name, 'visavis_sockets')
  const all = () => Promise.all(SIGNALING.map(socketsOf))
  await expect.poll(async () => (await all()).toSorted(), PATIENT).toEqual([0, 1])
  const [ofDesk, other] = (await all())[0] === 1 ? SIGNALING : SIGNALING.toReversed()
  if (!ofDesk || !other) throw new Error('The desk is connected nowhere')
  const origin = `http://${cluster.addressOf(other)}:3000`
  await using atOther = await setStage({ origin, ...NO_COOKIES })
  const stage: Stage = { ...atOther, openDesk: async () => desk }
  await using call = await startCall(stage)
  for (const page of [call.shop, call.desk]) await expectPictureAndSound(page)
  expect(await all()).toEqual([1, 1])

  await cluster.process(ofDesk).close()
  await expect.poll(() => socketsOf(other), PATIENT).toBe(2)
  for (const page of [call.shop, call.desk]) await expectPictureAndSound(page)
  expect(call.problems).toEqual([])
}, 120_000)

/** Every figure of the dashboard and of the alerts is one that a process has. */
async function expectFiguresThatAreShown(cluster: Cluster): Promise<void> {
  const there = await Promise.all([
    ...SIGNALING.map((name) => metricsOf(cluster, name, 3000)),
    ...NODES.map((name) => metricsOf(cluster, name, 3900)),
  ])
  const names = new Set(
    there.flatMap((text) => [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)),
  )
  for (const file of ['grafana/dashboards/visavis.json', 'prometheus/alerts.yml']) {
    const text = await readFile(new URL(`../../deploy/${file}`, import.meta.url), 'utf8')
    const shown = text.match(/\b(?:visavis|nodejs|process)_[a-z0-9_]+/g) ?? []
    const unknown = shown.filter((name) => !names.has(name.replace(/_(bucket|count|sum)$/, '')))
    expect(unknown, file).toEqual([])
    expect(shown.length).toBeGreaterThan(5)
  }
}

async function figureOf(cluster: Cluster, name: string, figure: string): Promise<number> {
  const text = await metricsOf(cluster, name, 3000)
  return Number(new RegExp(`^${figure} (.*)$`, 'm').exec(text)?.[1])
}

async function metricsOf(cluster: Cluster, name: string, port: number): Promise<string> {
  const response = await fetch(`http://${cluster.addressOf(name)}:${port}/metrics`)
  return response.text()
}
