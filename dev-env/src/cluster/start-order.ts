import type { ComposeService } from './compose-file.ts'

/** Starts every service once those that it depends on are there; those that do not depend on each other together. */
export async function inOrder(
  services: Readonly<Record<string, ComposeService>>,
  start: (name: string) => Promise<void>,
): Promise<void> {
  const started = new Map<string, Promise<void>>()
  const begin = (name: string): Promise<void> => {
    const known = started.get(name)
    if (known) return known
    const before = Object.keys(services[name]?.depends_on ?? {})
    const begun = Promise.all(before.map(begin)).then(() => start(name))
    started.set(name, begun)
    return begun
  }
  const all = await Promise.allSettled(Object.keys(services).map(begin))
  for (const outcome of all) if (outcome.status === 'rejected') throw outcome.reason
}
