import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

const LOWEST = 41_000
const HIGHEST = 48_000
const TRIES = 50

/** So many ports in a row that are free just now, for UDP and TCP, on all of the addresses. */
export async function freePorts(count: number, addresses: readonly string[]): Promise<number[]> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const first = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST - count))
    const ports = Array.from({ length: count }, (_, index) => first + index)
    if (await areFree(ports, addresses)) return ports
  }
  throw new Error(`No ${count} free ports in a row`)
}

async function areFree(ports: readonly number[], addresses: readonly string[]): Promise<boolean> {
  for (const address of addresses) {
    for (const port of ports) {
      if (!(await isFreeTcp(port, address)) || !(await isFreeUdp(port, address))) return false
    }
  }
  return true
}

async function isFreeTcp(port: number, address: string): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(port, address), 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}

async function isFreeUdp(port: number, address: string): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    socket.bind({ port, address })
    await once(socket, 'listening')
    return true
  } catch {
    return false
  } finally {
    socket.close()
  }
}
