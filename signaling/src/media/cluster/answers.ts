import { type ErrorCode, type SfuAnswer, VisavisError } from '@visavis/protocol'

export function refusal(code: ErrorCode): SfuAnswer {
  return { error: { code, message: new VisavisError(code).message } }
}

export function codeOf(answer: SfuAnswer): string | undefined {
  return 'error' in answer ? answer.error.code : undefined
}
