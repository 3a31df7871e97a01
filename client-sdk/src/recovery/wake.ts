type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>

interface Source {
  readonly target: Target | undefined
  readonly events: readonly string[]
}

/** Not in the DOM types yet (Network Information). */
interface NavigatorConnection {
  readonly connection?: Target
}

/**
 * Calls back when what was taken for granted may have changed: the page is seen again, thawed or taken from the cache, the device is
 * on another network. Does nothing where there is no page. Returns a function that stops.
 */
export function watchWaking(onWake: () => void): () => void {
  const act = () => {
    if (globalThis.document?.visibilityState !== 'hidden') onWake()
  }
  const sources = sourcesOfWaking()
  for (const { target, events } of sources) {
    for (const event of events) target?.addEventListener?.(event, act)
  }
  return () => {
    for (const { target, events } of sources) {
      for (const event of events) target?.removeEventListener?.(event, act)
    }
  }
}

function sourcesOfWaking(): Source[] {
  const { connection } = (globalThis.navigator ?? {}) as NavigatorConnection
  return [
    { target: globalThis, events: ['online', 'pageshow'] },
    { target: globalThis.document, events: ['visibilitychange', 'resume'] },
    { target: connection, events: ['change'] },
  ]
}
