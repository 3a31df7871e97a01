import { writeSync } from 'node:fs'
import { newId } from '@visavis/protocol'
import { created, message, newMember, openStoreAt, TENANT } from '../src/room-log/contract/store.ts'

// Appends to one room from eight writers, and says on standard output what was acknowledged, until it is killed.
// Run with the data folder as the only argument.

const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('Which data folder?')
const store = await openStoreAt(dataDir)
const member = await newMember(store)
const room = newId('room')
await store.log.append({ tenant: TENANT, room, create: true, events: [created] })
say(room)
await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)))

async function write(writer: number): Promise<void> {
  for (let index = 0; ; index++) {
    const text = `${writer}:${index}`
    const events = [message(member, text)]
    const outcome = await store.log.append({ tenant: TENANT, room, events })
    if (outcome.status !== 'ok') throw new Error(outcome.status)
    say(`${outcome.events[0]?.seq} ${text}`)
  }
}

/** Written before the next line of code runs: a killed process leaves nothing in a buffer. */
function say(line: string): void {
  writeSync(1, `${line}\n`)
}
