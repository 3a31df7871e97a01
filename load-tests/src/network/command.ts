import { describeConditions, describeCounts } from './describe-conditions.ts'
import { isProfileName, PROFILE_NAMES, type ProfileName } from './profiles.ts'
import type { Relay } from './relay.ts'

export const COMMANDS = 'a profile, "cut <ms>", "address", "status" or "quit"'

/** Does what a line typed into the running relay says. Answers what to print, or `null` to end. */
export function runCommand(relay: Relay, line: string): string | null {
  const text = line.trim()
  const cut = /^cut (\d{1,6})$/.exec(text)
  if (cut) {
    relay.cut(Number(cut[1]))
    return `Cut for ${cut[1]} ms`
  }
  if (isProfileName(text)) return setProfile(relay, text)
  switch (text) {
    case 'address':
      relay.changeAddress()
      return 'Another address towards the server'
    case 'status': {
      const { up, down } = relay.counts()
      const counts = `${describeCounts('up', up)}\n${describeCounts('down', down)}`
      return `${describeConditions(relay.conditions)}\n${counts}`
    }
    case 'quit':
      return null
    default:
      return `Not understood: ${text}. Type ${COMMANDS}. Profiles: ${PROFILE_NAMES.join(', ')}`
  }
}

export function setProfile(relay: Relay, name: ProfileName): string {
  relay.set(name)
  return `${name}\n${describeConditions(relay.conditions)}`
}
