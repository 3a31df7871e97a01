import { newId } from '@visavis/protocol'
import { randomSchedule, simulate } from '@visavis/recorder/testing'
import type { Figure } from '../report/index.ts'

/** Random schedules through the recorder's own gate, without media. */
export function measureModel(count: number): Figure[] {
  const participants = [newId('participant'), newId('participant'), newId('participant')]
  let [wrong, passed] = [0, 0]
  for (let run = 0; run < count; run++) {
    const outcome = simulate(randomSchedule(participants))
    wrong += outcome.wrong
    passed += outcome.passed
  }
  return [
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
}
