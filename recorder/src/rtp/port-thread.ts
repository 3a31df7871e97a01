import { parentPort, workerData } from 'node:worker_threads'
import { localTime } from '../local-time.ts'
import type { PortCommand, PortEvent, PortSignal } from './port-messages.ts'
import { ThreadPort } from './thread-port.ts'

/**
 * For how long packets lie in the system's buffer, to be read together. Waking up for each costs more than all else that is
 * done with it; more would take a buffer that not every system allows, and blur what is known of when they arrived.
 */
const SLEEP_MS = 40
/** The recorder looks at packets no more often. */
const TELL_MS = 200

const signal: PortSignal = workerData
const ports = new Map<number, ThreadPort>()
/** What came before the command is read in the turn after the one that the command came in. */
const closing = { now: new Set<number>(), next: new Set<number>() }
let isTurning = false
let toldAt = 0
let wokeAt = localTime()
let seenSignal = Atomics.load(signal, 0)

parentPort?.on('message', (command: PortCommand) => follow(command))

function follow(command: PortCommand): void {
  const { id } = command
  switch (command.kind) {
    case 'open':
      open(id, command.address)
      break
    case 'listen-to':
      ports.get(id)?.listenTo(command.peer)
      break
    case 'send':
      ports.get(id)?.send(command.packet)
      break
    case 'close':
      closing.next.add(id)
      break
    default:
      command satisfies never
  }
}

function open(id: number, address: string): void {
  const port = new ThreadPort(address, (opened) => {
    if (!(opened instanceof Error)) return tell({ kind: 'opened', id, local: opened })
    ports.delete(id)
    tell({ kind: 'refused', id, error: opened })
  })
  ports.set(id, port)
  if (isTurning) return
  isTurning = true
  wokeAt = localTime()
  setImmediate(turn)
}

/** Comes after a turn of the loop has read from all sockets, and holds the next one up. */
function turn(): void {
  const now = localTime()
  let isMore = false
  for (const port of ports.values()) isMore = port.endRead(wokeAt, now) || isMore
  if (!isMore) closeDue()
  if (now - toldAt >= TELL_MS) {
    toldAt = now
    for (const [id, port] of ports) tellBatch(id, port)
  }
  isTurning = ports.size > 0
  if (!isTurning) return
  if (!isMore && closing.now.size === 0) Atomics.wait(signal, 0, seenSignal, SLEEP_MS)
  seenSignal = Atomics.load(signal, 0)
  wokeAt = localTime()
  setImmediate(turn)
}

function closeDue(): void {
  for (const id of closing.now) close(id)
  closing.now = closing.next
  closing.next = new Set()
}

function close(id: number): void {
  const port = ports.get(id)
  if (port) tellBatch(id, port)
  port?.close()
  ports.delete(id)
  tell({ kind: 'closed', id })
}

function tellBatch(id: number, port: ThreadPort): void {
  const batch = port.takeBatch()
  if (batch) tell({ kind: 'received', id, batch }, [batch.bytes.buffer])
}

function tell(event: PortEvent, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(event, transfer)
}
