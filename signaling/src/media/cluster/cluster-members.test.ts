import type { SfuNoticeEvent } from '@visavis/protocol'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeNode, startFakeNode } from '../../../test/fake-node.ts'
import { FakeRegistry } from '../../../test/fake-registry.ts'
import { ClusterMember } from './cluster-member.ts'
import { ClusterMembers } from './cluster-members.ts'

const logger = pino({ level: 'silent' })
/** Two looks at the registry. */
const A_WHILE_MS = 700

let node: FakeNode

beforeEach(async () => {
  node = await startFakeNode({ name: 'one' })
})

afterEach(async () => {
  await node.close()
})

test('PLACE-3 a node that was not looked at since its link went down is not taken for dead', async () => {
  const { name: id, record } = node
  const onNotice = (_: SfuNoticeEvent) => {}
  const own = { caller: 'the test', secret: undefined, logger, onNotice, onChanged() {} }
  const member = new ClusterMember({ id, record, ...own })
  await vi.waitUntil(() => member.isUp)
  member.note({ record, ageMs: 500 })
  node.sever()
  await vi.waitUntil(() => !member.isUp)
  const muchLater = performance.now() + 60_000
  expect(member.isDead(muchLater)).toBe(false)
  member.note({ record, ageMs: 5_000 })
  expect(member.isDead(muchLater)).toBe(false)
  node.mend()
  await vi.waitUntil(() => member.isUp, { timeout: 3_000 })
  await member.close()
})

test('PLACE-8 a node that was given up and renews its lease is found again, and not before', async () => {
  const { registry, members, lost } = follow(node)
  await up(members)
  await node.close()
  await vi.waitUntil(() => lost.length === 1, { timeout: 3_000 })
  await using again = await startFakeNode(node)
  await pause()
  expect(members.all).toEqual([])
  registry.renew(node)
  await up(members)
  expect(members.ofWorker(again.worker)?.id).toBe(node.name)
  expect(again.callers).toEqual(node.callers)
  expect(lost).toEqual([node.name])
  await members.close()
})

test('PLACE-8 a node in whose place another answers is not found again', async () => {
  const { registry, members, lost } = follow(node)
  await up(members)
  await node.close()
  await using other = await startFakeNode({ name: 'other', port: node.port })
  await vi.waitUntil(() => lost.length === 1, { timeout: 3_000 })
  registry.renew(node, other)
  await up(members)
  await pause()
  expect(members.all.map(({ id }) => id)).toEqual([other.name])
  await members.close()
})

function follow(first: FakeNode) {
  const registry = new FakeRegistry()
  registry.renew(first)
  const lost: string[] = []
  const members = new ClusterMembers({
    registry,
    secret: undefined,
    logger,
    onNotice() {},
    onChanged() {},
    onLost: ({ id }) => void lost.push(id),
    onLeaving() {},
  })
  return { registry, members, lost }
}

function up(members: ClusterMembers): Promise<unknown> {
  return vi.waitUntil(() => members.all.some(({ isUp }) => isUp), { timeout: 3_000 })
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, A_WHILE_MS))
}
