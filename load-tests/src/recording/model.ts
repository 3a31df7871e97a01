import { newId } from '@visavis/protocol'
import { randomSchedule, simulate } from '@visavis/recorder/testing'
import type { Measured } from './measured.ts'

/** Random schedules through the recorder's own gate, without media. */
export function measureModel(count: number): Measured {
  const participants = [newId('participant'), newId('participant'), newId('participant')]
  let [wrong, passed] = [0, 0]
  for (let run = 0; run < count; run++) {
    const outcome = simulate(randomSchedule(participants))
    wrong += outcome.wrong
    passed += outcome.passed
  }
  const figures = [
    {
      figure: 'recording.model.packets-outside-consent',
      value: wrong,
      unit: 'packets',
      reach: { atMost: 0 },
      n: count,
    },
    {
      figure: 'recording.model.packets-passed',
      value: passed,
      unit: 'packets',
      reach: { atLeast: count },
      n: count,
    },
  ]
  return { figures, values: {} }
}
