import type { StepResult, TestReport, TestStep } from '@visavis/client-sdk/connection-test'
import type { PlainKey, Translator } from '@visavis/client-sdk/ui'

const RATE_WORDS = {
  'sharp-picture': 'doctor.rate-sharp',
  picture: 'doctor.rate-picture',
  voice: 'doctor.rate-voice',
  'too-little': 'doctor.rate-too-little',
} as const

/** One sentence on a step: what came out, or what to do about it. */
export function stepWords(t: Translator, step: TestStep, report: TestReport): string {
  const result = report[step]
  switch (result.state) {
    case 'waiting':
      return t('doctor.state-waiting')
    case 'running':
      return t(runningWords(step))
    default:
      return detailWords(t, step, result)
  }
}

function runningWords(step: TestStep): PlainKey {
  if (step === 'camera') return 'doctor.asking'
  return step === 'microphone' ? 'doctor.say-something' : 'doctor.state-running'
}

function detailWords(
  t: Translator,
  step: TestStep,
  { state, detail }: Exclude<StepResult, { state: 'waiting' | 'running' }>,
): string {
  switch (detail.type) {
    case 'connected':
      return t('doctor.connected', { time: milliseconds(t, detail.ms) })
    case 'round-trip':
      return t(state === 'warning' ? 'doctor.delay-long' : 'doctor.delay', {
        time: milliseconds(t, detail.ms),
      })
    case 'rate':
      return t(RATE_WORDS[detail.sufficesFor], { rate: rate(t, detail.kbps) })
    case 'picture': {
      const size = [detail.width, detail.height].map((pixels) => number(t, pixels)).join(' × ')
      return t('doctor.picture', { size })
    }
    case 'heard':
      return t('doctor.heard')
    case 'blocked':
      return t(blockedWords(step, state))
    default:
      return t(`doctor.${detail.type}`)
  }
}

function blockedWords(step: TestStep, state: StepResult['state']): PlainKey {
  if (step === 'udp') return 'doctor.udp-blocked'
  if (step === 'turn') return 'doctor.turn-blocked'
  return state === 'warning' ? 'doctor.tcp-spare' : 'doctor.tcp-blocked'
}

function number(t: Translator, value: number): string {
  return new Intl.NumberFormat(t.tag, { useGrouping: false }).format(value)
}

function milliseconds(t: Translator, value: number): string {
  return new Intl.NumberFormat(t.tag, { style: 'unit', unit: 'millisecond' }).format(value)
}

function rate(t: Translator, kbps: number): string {
  const [value, unit] = kbps < 1_000 ? [kbps, 'kilobit'] : [kbps / 1_000, 'megabit']
  return new Intl.NumberFormat(t.tag, {
    style: 'unit',
    unit: `${unit}-per-second`,
    maximumSignificantDigits: 2,
  }).format(value)
}
