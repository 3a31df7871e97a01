const QUIET_MS = 1_000
const REFRESH_MS = 200
const PLAIN_EVERY_MS = 10_000

/**
 * Shows on stderr that a step is under way: nothing in its first second; then one line that is
 * rewritten on a terminal, and a plain line every ten seconds elsewhere.
 *
 * @param {string} title such as "Building the media worker"
 */
export function startProgress(title) {
  const began = Date.now()
  const terminal = process.stderr.isTTY === true
  let detail = ''
  let shown = false
  let lastMs = 0

  const seconds = () => `${Math.round((Date.now() - began) / 1_000)} s`
  const line = () => `${title}${detail ? ` ${detail}` : ''} (${seconds()})`

  const tick = () => {
    const elapsedMs = Date.now() - began
    if (elapsedMs < QUIET_MS) return
    if (terminal) process.stderr.write(`\r\x1b[K${line()}`)
    else if (!shown || elapsedMs - lastMs >= PLAIN_EVERY_MS) {
      lastMs = elapsedMs
      process.stderr.write(`${line()}\n`)
    }
    shown = true
  }
  const timer = setInterval(tick, terminal ? REFRESH_MS : QUIET_MS)

  /** @param {string} verdict */
  const end = (verdict) => {
    clearInterval(timer)
    if (!shown) return
    process.stderr.write(`${terminal ? '\r\x1b[K' : ''}${title}: ${verdict} (${seconds()})\n`)
  }
  return {
    /** @param {string} text such as "42 %" */
    update(text) {
      detail = text
    },
    done: () => end('done'),
    failed: () => end('failed'),
  }
}
