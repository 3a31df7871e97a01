const LOOK_EVERY_MS = 300

/**
 * npm passes a signal to the shell that it runs a script in, and the shell dies of it without telling the
 * script. So a script of npm's takes the end of that shell for the signal that it was.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function endWithNpm(env) {
  if (!env.npm_lifecycle_event) return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_EVERY_MS)
  timer.unref()
}
