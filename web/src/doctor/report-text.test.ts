import { EMPTY_REPORT, type TestReport } from '@visavis/client-sdk/connection-test'
import { expect, test } from 'vitest'
import { loadTranslator } from '../../../client-sdk/src/ui/translator.ts'
import { reportText } from './report-text.ts'

/** No words: every message is its key. */
const none = async () => ({ default: {} })
const t = await loadTranslator(
  { en: none, 'zh-CN': none, de: none, fr: none, es: none, ja: none, ar: none },
  'en',
)

test('a result to paste names every step, its state and what it means', () => {
  const report: TestReport = {
    ...EMPTY_REPORT,
    socket: { state: 'passed', detail: { type: 'connected', ms: 80 } },
    udp: { state: 'failed', detail: { type: 'blocked' } },
    tcp: { state: 'failed', detail: { type: 'blocked' } },
    turn: { state: 'skipped', detail: { type: 'not-configured' } },
    upload: { state: 'warning', detail: { type: 'rate', kbps: 90, sufficesFor: 'voice' } },
  }
  expect(
    reportText(t, report, 0)
      .split('\n')
      .filter((_line, index) => index !== 1),
  ).toEqual([
    'doctor.title: doctor.blocked [blocked]',
    '',
    'doctor.step-socket: doctor.connected [socket: passed]',
    'doctor.step-udp: doctor.udp-blocked [udp: failed]',
    'doctor.step-tcp: doctor.tcp-blocked [tcp: failed]',
    'doctor.step-turn: doctor.not-configured [turn: skipped]',
    'doctor.step-round-trip: doctor.state-waiting [round-trip: waiting]',
    'doctor.step-download: doctor.state-waiting [download: waiting]',
    'doctor.step-upload: doctor.rate-voice [upload: warning]',
    'doctor.step-camera: doctor.state-waiting [camera: waiting]',
    'doctor.step-microphone: doctor.state-waiting [microphone: waiting]',
  ])
})
