import { setTimeout as delay } from 'node:timers/promises'
import { parseRedisUrl, RedisLink, RedisPubSub } from '@visavis/cluster'
import { newId } from '@visavis/protocol'
import { createLogger } from '@visavis/signaling'
import {
  createBus,
  createRoomLog,
  openDatabase,
  openPeople,
  type RoomLog,
} from '@visavis/signaling/room-log'
import type { ProcessTask, Round, Written } from './messages.ts'

// One signaling process, as far as the log is concerned: told its task as the only argument, and rounds over IPC.

const TEXT = 'Is the larger one also available in green, and when could it be here?'

const task: ProcessTask = JSON.parse(process.argv[2] ?? '')
const { tenant, room } = task
const logger = createLogger({ level: 'error' })
const address = parseRedisUrl(task.redisUrl)
if (!address) throw new Error('Not a Redis URL')
await using link = new RedisLink({ address, logger })
await using pubSub = new RedisPubSub(link)
await using database = await openDatabase({ url: task.databaseUrl, dataDir: task.dataDir })
await using people = await openPeople({ database, dataDir: task.dataDir })
await using log = createRoomLog({ database, people, logger, bus: createBus(pubSub) })

let committed: [number, number][] = []
let delivered: [number, number][] = []
const after = (await log.room(tenant, room))?.head ?? 0
log.follow({
  tenant,
  room,
  after,
  onEvents(events) {
    const at = now()
    for (const { seq } of events) delivered.push([seq, at])
  },
  onError: (error) => logger.error({ err: error }, 'following failed'),
})
// The keys of who writes are at hand in both, as in a call.
await people.keys(tenant, [task.person])
while (!link.isUp) await delay(20)

const gone = Promise.withResolvers<void>()
process.on('message', (round: Round) => void answer(round))
process.on('disconnect', () => gone.resolve())
process.send?.('ready')
await gone.promise

async function answer(round: Round): Promise<void> {
  committed = []
  delivered = []
  await write(log, round)
  // What is on its way from the others.
  await delay(300)
  const written: Written = { committed, delivered }
  process.send?.(written)
}

async function write(to: RoomLog, { writers, durationMs, perSecond }: Round): Promise<void> {
  const started = performance.now()
  const pauseMs = perSecond === undefined ? 0 : (writers * 1_000) / perSecond
  const one = async () => {
    while (performance.now() - started < durationMs) {
      const asked = performance.now()
      await post(to)
      const restMs = pauseMs - (performance.now() - asked)
      if (restMs > 1) await delay(restMs)
    }
  }
  await Promise.all(Array.from({ length: writers }, one))
}

async function post(to: RoomLog): Promise<void> {
  const { participant, person } = task
  const body = { message: newId('message'), participant, person, text: TEXT }
  const events = [{ type: 'message-posted', actor: participant, body }] as const
  const outcome = await to.append({ tenant, room, events })
  if (outcome.status !== 'ok') throw new Error(`An append was answered ${outcome.status}.`)
  const at = now()
  for (const { seq } of outcome.events) committed.push([seq, at])
}

function now(): number {
  return performance.timeOrigin + performance.now()
}
