import { TEST_STEPS, type TestReport, verdictOf } from '@visavis/client-sdk/connection-test'
import type { Translator } from '@visavis/client-sdk/ui'
import { stepWords } from './step-words.ts'

/**
 * The result to paste into a message: in the reader's words, with the literals that support searches for.
 * Nothing about the person, their devices' names or their addresses.
 */
export function reportText(t: Translator, report: TestReport, at: number): string {
  const time = new Intl.DateTimeFormat(t.tag, {
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(at)
  const verdict = verdictOf(report)
  return [
    `${t('doctor.title')}: ${t(`doctor.${verdict}`)} [${verdict}]`,
    t('doctor.tested-at', { time }),
    '',
    ...TEST_STEPS.map(
      (step) =>
        `${t(`doctor.step-${step}`)}: ${stepWords(t, step, report)} [${step}: ${report[step].state}]`,
    ),
  ].join('\n')
}
