import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyRing } from '../keys/key-ring.ts'
import type { RecorderLogger } from '../recorder-logger.ts'
import { adopt, isOrphan, Ownership } from './ownership.ts'
import { recoverParts } from './recover-parts.ts'
import { Take, type TakeEvents } from './take.ts'
import { readJournal } from './take-journal.ts'

export interface RecoverOptions {
  readonly spool: string
  readonly keys: KeyRing
  readonly logger: RecorderLogger
  readonly events: TakeEvents
}

/** Ends the takes of recorders that died, with all that reached the disk, and hands them on to be stored. */
export async function recoverTakes(options: RecoverOptions): Promise<Take[]> {
  const { spool, logger } = options
  await mkdir(spool, { recursive: true, mode: 0o700 })
  const takes: Take[] = []
  for (const name of await readdir(spool)) {
    const folder = join(spool, name)
    if (!(await isOrphan(folder))) continue
    const mine = join(spool, `${name.split('~')[0]}~${randomBytes(6).toString('hex')}`)
    if (!(await adopt(folder, mine))) continue
    try {
      const take = await recoverTake(mine, options)
      if (take) takes.push(take)
    } catch (err) {
      logger.error({ err, take: name }, 'a take could not be recovered, and stays on the disk')
    }
  }
  return takes
}

async function recoverTake(folder: string, options: RecoverOptions): Promise<Take | undefined> {
  const { keys, logger, events } = options
  const ownership = await Ownership.take(folder)
  const take = await openTake(folder, ownership, events).catch(async (error) => {
    // For whoever looks next.
    await ownership.giveUp()
    throw error
  })
  if (!take) return undefined
  const { recording, take: name, endedAt } = take.manifest
  await recoverParts(take, keys).catch((err) => {
    logger.error({ err, recording, take: name }, 'parts could not be recovered, and wait for it')
  })
  const { startedAt, parts } = take.manifest
  if (endedAt === null) take.finish(Math.max(startedAt, ...parts.map(({ endsAt }) => endsAt)))
  logger.info({ recording, take: name, parts: parts.length }, 'recovered')
  return take
}

/** `undefined` where its recorder died before there was anything. */
async function openTake(
  folder: string,
  ownership: Ownership,
  events: TakeEvents,
): Promise<Take | undefined> {
  const journal = await readJournal(folder)
  if (journal) return new Take({ folder, journal, ownership, events, openEndedBy: 'recorder-lost' })
  ownership.release()
  await rm(folder, { recursive: true, force: true })
  return undefined
}
