import { SFU_CALLS, type SfuAnswer, type SfuNoticeEvent } from '@visavis/protocol'
import { Compile } from 'typebox/compile'

const checkDescription = Compile(SFU_CALLS['node.describe'].result)

/**
 * A node that forgot us tells of no dead workers: it never knew them. These are the notices that it
 * would have sent, `undefined` while it has no worker to stand in.
 */
export function noticesOfLoss(
  lost: ReadonlyMap<string, ReadonlySet<string>>,
  description: SfuAnswer | undefined,
): SfuNoticeEvent[] | undefined {
  const result = description && 'result' in description ? description.result : undefined
  if (!checkDescription.Check(result)) return undefined
  const { workers } = result
  if (workers.length === 0) return undefined
  return [...lost].flatMap(([worker, sessions], index): SfuNoticeEvent[] => {
    const replacement = workers[index % workers.length]?.worker
    if (replacement === undefined) return []
    const params = { worker, replacement, sessions: [...sessions] }
    return [{ notice: 'worker.died', params }]
  })
}
