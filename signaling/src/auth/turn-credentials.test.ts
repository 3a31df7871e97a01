import { newId } from '@visavis/protocol'
import { expect, it } from 'vitest'
import { turnServers } from './turn-credentials.ts'

const relays = { urls: ['turn:relay.example:3478'], secret: 'north-wind-and-sun' }

it('gives each session a name with an end, and the password that belongs to it', () => {
  const session = newId('session')
  const [server] = turnServers(relays, session, 1_700_000_000_000)
  expect(server?.urls).toEqual(relays.urls)
  expect(server?.username).toBe(`1700086400:${session}`)
  const [other] = turnServers(relays, newId('session'), 1_700_000_000_000)
  expect(other?.credential).not.toBe(server?.credential)
})

it('signs as relays do', () => {
  const session = 'ses_relay' as Parameters<typeof turnServers>[1]
  const [server] = turnServers(relays, session, 1_700_000_000_000)
  // openssl dgst -sha1 -hmac north-wind-and-sun -binary | base64
  expect(server?.credential).toBe('Kv6GIXnpga55f4za5/fJec1kdV4=')
})

it('gives nothing where there is no relay', () => {
  expect(turnServers({ urls: [], secret: '' }, newId('session'))).toEqual([])
})
