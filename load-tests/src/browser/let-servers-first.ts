import { writeFileSync } from 'node:fs'

/** Of -20 to 19: about a tenth of the usual share while somebody else wants the processor. */
const NICENESS = '10'

/**
 * Lets servers run before a browser. On one machine both browsers and all servers share its cores, which they never
 * do for people. Where the kernel does not group processes by session nothing happens.
 */
export function letServersFirst(browserPid: number | undefined): void {
  try {
    writeFileSync(`/proc/${browserPid}/autogroup`, NICENESS)
  } catch {
    // Not Linux, or without groups.
  }
}
