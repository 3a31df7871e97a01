import { RoomId, TenantId } from '@visavis/protocol'
import { type CryptoKey, compactVerify } from 'jose'
import Type from 'typebox'
import { Compile } from 'typebox/compile'

const Head = Type.Object({
  tenant: TenantId,
  room: RoomId,
  seq: Type.Integer({ minimum: 0 }),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
})
/** How far a room's chain was, as somebody outside the database knows it. */
export type AnchoredHead = Type.Static<typeof Head>

/** What one line of a checkpoint file signs. */
const Checkpoint = Type.Object({
  /** Unix milliseconds. */
  at: Type.Integer(),
  heads: Type.Array(Head),
})
export type Checkpoint = Type.Static<typeof Checkpoint>

const isCheckpoint = Compile(Checkpoint)

export const CHECKPOINT_TYPE = 'audit-checkpoint+jws'

/** The heads of all lines. Throws for a line that the key did not sign. `first` is the number of the first line. */
export async function readCheckpoints(
  lines: Iterable<string> | AsyncIterable<string>,
  key: CryptoKey,
  first = 1,
): Promise<AnchoredHead[]> {
  const all: AnchoredHead[] = []
  let number = first
  for await (const line of lines) {
    if (line !== '') all.push(...(await readCheckpoint(line, number, key)).heads)
    number += 1
  }
  return all
}

/** What a line says, without asking who signed it; `undefined` where it is no checkpoint. */
export function peekCheckpoint(line: string): Checkpoint | undefined {
  try {
    const [, payload = ''] = line.split('.')
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    return isCheckpoint.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}

async function readCheckpoint(line: string, number: number, key: CryptoKey): Promise<Checkpoint> {
  const { payload, protectedHeader } = await compactVerify(line, key).catch((cause) => {
    throw new Error(`Line ${number} of the checkpoints is not signed by this key.`, { cause })
  })
  const value: unknown = JSON.parse(new TextDecoder().decode(payload))
  if (protectedHeader.typ !== CHECKPOINT_TYPE || !isCheckpoint.Check(value)) {
    throw new Error(`Line ${number} of the checkpoints is none.`)
  }
  return value
}
