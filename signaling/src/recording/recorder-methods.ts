import { RecordingAudit } from '../review/recording-audit.ts'
import type { RoomLog } from '../room-log/room-log.ts'
import { type BoundMethod, bindMethod } from '../socket/bound-method.ts'
import type { RecorderDesk } from './recorder-desk.ts'

/** For recorders; to all others `not-found`. */
export function recorderMethods({
  desk,
  log,
}: {
  desk: RecorderDesk
  log: RoomLog
}): BoundMethod[] {
  const audit = new RecordingAudit(log)
  return [
    bindMethod('recorder.watch', 'shared', async (session) => ({
      recordings: desk.stationOf(session).watch(),
    })),
    bindMethod('recorder.claim', 'shared', (session, params, reply) =>
      desk.stationOf(session).claim(params, reply),
    ),
    bindMethod('recorder.release', 'shared', async (session, { room }) => {
      await desk.stationOf(session).release(room, 'done')
      return {}
    }),
    bindMethod('recorder.read', 'shared', (session, params) =>
      desk.stationOf(session).read(log, params),
    ),
    // Ten a second from each of many recorders: not behind anything.
    bindMethod('recorder.heads', 'free', async (session, { rooms }) => {
      const { now, heads } = await log.heads(desk.stationOf(session).session.tenant, rooms)
      return { now, heads: [...heads] }
    }),
    bindMethod('recorder.open', 'shared', (session, params) =>
      desk.stationOf(session).demandSeat(params.room).open(params),
    ),
    bindMethod('recorder.resume', 'shared', async (session, { room, subscriptions }) => {
      await desk.stationOf(session).demandSeat(room).resume(subscriptions)
      return {}
    }),
    bindMethod('recorder.expire', 'shared', async (session, { recording }) => ({
      deletion: await audit.expire(desk.stationOf(session).session.tenant, recording),
    })),
    bindMethod('recorder.fail', 'shared', async (session, { room }) => {
      await desk.stationOf(session).fail(room)
      return {}
    }),
  ]
}
