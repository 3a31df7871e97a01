import { expect, it } from 'vitest'
import type { NodeConsumer, NodeTransport } from './node-state.ts'
import { limitProbes } from './outgoing-bitrate.ts'

const FREE = ['max 0', 'min 60000']
const LIMITED = ['min 0', 'max 30000']

it('sends no more than a voice while stills come in place of every picture', async () => {
  const { transport, sent, add } = setUp()
  const [face, screen] = [add({ isHeld: true }), add({ isHeld: false })]
  await limitProbes(transport)
  expect(sent).toEqual([])
  screen.isHeld = true
  await limitProbes(transport)
  expect(sent).toEqual(LIMITED)
  face.isHeld = false
  await limitProbes(transport)
  expect(sent).toEqual([...LIMITED, ...FREE])
})

it('limits nothing where there is no picture any more, nor where another comes', async () => {
  const { transport, sent, add } = setUp()
  const face = add({ isHeld: true })
  await limitProbes(transport)
  transport.pictures.delete(face)
  await limitProbes(transport)
  expect(sent).toEqual([...LIMITED, ...FREE])
  transport.pictures.add(face)
  await limitProbes(transport)
  add({ isHeld: false })
  await limitProbes(transport)
  expect(sent).toEqual([...LIMITED, ...FREE, ...LIMITED, ...FREE])
})

it('says everything once, and of changes that come together the last one last', async () => {
  const { transport, sent, add } = setUp()
  const face = add({ isHeld: true })
  const first = limitProbes(transport)
  const same = limitProbes(transport)
  face.isHeld = false
  await Promise.all([first, same, limitProbes(transport)])
  expect(sent).toEqual([...LIMITED, ...FREE])
})

it('asks nothing of a transport that is closed, and survives one that closes meanwhile', async () => {
  const closed = setUp({ closed: true })
  closed.add({ isHeld: true })
  await limitProbes(closed.transport)
  expect(closed.sent).toEqual([])
  const closing = setUp({ fails: true })
  closing.add({ isHeld: true })
  await limitProbes(closing.transport)
})

function setUp({ closed = false, fails = false } = {}) {
  const sent: string[] = []
  const note = async (what: string) => {
    sent.push(what)
    if (fails) throw new Error('The transport is closed.')
  }
  const media = {
    closed,
    setMinOutgoingBitrate: (bps: number) => note(`min ${bps}`),
    setMaxOutgoingBitrate: (bps: number) => note(`max ${bps}`),
  }
  const pictures = new Set<NodeConsumer>()
  const transport = { media, pictures, isLimited: false } as unknown as NodeTransport
  const add = ({ isHeld }: { isHeld: boolean }) => {
    const picture = { isHeld } as NodeConsumer
    pictures.add(picture)
    return picture
  }
  return { transport, sent, add }
}
