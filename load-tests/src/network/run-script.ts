import type { Conditions } from './conditions.ts'
import type { Profile, ScriptStep } from './profiles.ts'

export interface ScriptTarget {
  apply(conditions: Conditions): void
  cut(durationMs: number): void
  changeAddress(): void
}

/** Makes a profile happen. A script is repeated until the function that is returned is called. */
export function runScript(profile: Profile, target: ScriptTarget): () => void {
  if (profile.kind === 'steady') {
    target.apply(profile.conditions)
    return () => {}
  }
  const { steps } = profile
  let timer: ReturnType<typeof setTimeout> | undefined
  const run = (index: number) => {
    const step = steps[index % steps.length]
    if (!step) return
    take(step, target)
    timer = setTimeout(() => run(index + 1), step.lastsMs)
  }
  run(0)
  return () => clearTimeout(timer)
}

function take({ conditions, cutMs, changesAddress }: ScriptStep, target: ScriptTarget): void {
  target.apply(conditions)
  if (changesAddress) target.changeAddress()
  if (cutMs) target.cut(cutMs)
}
