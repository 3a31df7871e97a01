import { expect, test } from 'vitest'
import { type ConnectReport, ConnectTiming } from './connect-timing.ts'

function timing() {
  let now = 0
  const reports: ConnectReport[] = []
  const subject = new ConnectTiming({ now: () => now })
  subject.on('complete', (report) => reports.push(report))
  const at = (time: number, ...stages: Parameters<ConnectTiming['mark']>) => {
    now = time
    subject.mark(...stages)
  }
  return {
    subject,
    reports,
    at,
    start(time: number) {
      now = time
      subject.start()
    },
  }
}

test('what was there before the request took no time, and waiting for an answer is nobody’s', () => {
  const { at, start, reports } = timing()
  at(10, 'socket')
  at(20, 'authenticated')
  at(30, 'transports')
  at(50, 'ice')
  at(60, 'dtls')
  start(1_000)
  at(1_020, 'join')
  at(5_020, 'answered')
  at(5_100, 'firstPacket')
  at(5_150, 'firstFrame')
  expect(reports).toEqual([
    {
      stages: {
        socket: 0,
        authenticated: 0,
        transports: 0,
        ice: 0,
        dtls: 0,
        join: 20,
        answered: 4_020,
        firstPacket: 4_100,
        firstFrame: 4_150,
      },
      isPrepared: true,
      connectMs: 150,
    },
  ])
})

test('the first time counts, and a report is made once', () => {
  const { at, start, reports } = timing()
  start(0)
  at(100, 'dtls')
  at(200, 'dtls')
  at(300, 'firstFrame')
  at(400, 'firstFrame')
  expect(reports).toMatchObject([{ stages: { dtls: 100, firstFrame: 300 }, isPrepared: false }])
})

test('the next room is timed afresh, over media that is built anew', () => {
  const { subject, at, start, reports } = timing()
  start(0)
  at(100, 'dtls')
  at(200, 'firstFrame')
  subject.forgetMedia()
  start(1_000)
  at(1_500, 'dtls')
  at(1_700, 'firstFrame')
  expect(reports[1]).toMatchObject({ stages: { dtls: 500, firstFrame: 700 } })
})
