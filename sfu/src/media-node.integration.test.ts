import { describeLink } from '../test/link-contract.ts'
import { startNode } from '../test/start-node.ts'

describeLink('a media node in this process', async () => {
  const node = await startNode()
  return { node, link: node, [Symbol.asyncDispose]: () => node.close() }
})
