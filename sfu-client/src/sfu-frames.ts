import {
  SFU_NOTICES,
  type SfuAnswer,
  SfuBatchResult,
  type SfuNoticeEvent,
  SfuNoticeFrame,
  SfuOpenedFrame,
} from '@visavis/protocol'
import { Compile, type Validator } from 'typebox/compile'

/** What a node sends. */
export type SfuFrame =
  | { readonly kind: 'opened'; readonly node: string; readonly resumed: boolean }
  | { readonly kind: 'answers'; readonly id: number; readonly answers: readonly SfuAnswer[] }
  | { readonly kind: 'notice'; readonly event: SfuNoticeEvent }
  /** A notice of a later version. */
  | { readonly kind: 'unknown' }

const checkOpened = Compile(SfuOpenedFrame)
const checkAnswers = Compile(SfuBatchResult)
const checkNotice = Compile(SfuNoticeFrame)
const NOTICE_CHECKS = new Map<string, Validator>(
  Object.entries(SFU_NOTICES).map(([notice, schema]) => [notice, Compile(schema)]),
)

/** A frame by its kind; `undefined` when no node would send it. */
export function readSfuFrame(text: string): SfuFrame | undefined {
  const value = parseJson(text)
  if (checkAnswers.Check(value)) {
    return { kind: 'answers', id: value.id, answers: value.results as SfuAnswer[] }
  }
  if (checkOpened.Check(value)) return { kind: 'opened', ...value.opened }
  if (!checkNotice.Check(value)) return undefined
  const check = NOTICE_CHECKS.get(value.notice)
  if (!check) return { kind: 'unknown' }
  return check.Check(value.params) ? { kind: 'notice', event: value as SfuNoticeEvent } : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
