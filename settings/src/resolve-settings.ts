import { DEFINITIONS } from './definitions.ts'
import type { Machine } from './machine.ts'
import type { GivenSettings, Settings } from './settings.ts'
import { SettingsError, type SettingsProblem } from './settings-error.ts'

/** Days that a recording may be kept in the EU. */
const EU_RETENTION_DAYS = 180

const UNSPECIFIED = new Set(['0.0.0.0', '::', '0:0:0:0:0:0:0:0'])

/** Derives what was not given and refuses what does not go together. */
export function resolveSettings(given: GivenSettings, machine: Machine): Settings {
  const announced = announce(given, machine)
  const settings: Settings = {
    ...given,
    announcedAddress: announced.address,
    workers: given.workers ?? machine.cores,
    notes: announced.notes,
  }
  const problems = [
    ...refusePorts(settings),
    ...refuseSfu(settings),
    ...refuseLinkTls(settings),
    ...refuseTurn(settings),
    ...refuseRetention(settings),
  ]
  if (problems.length > 0) throw new SettingsError(problems)
  return settings
}

interface Announced {
  readonly address: string
  readonly notes: readonly string[]
}

function announce({ announcedAddress, host }: GivenSettings, machine: Machine): Announced {
  const name = DEFINITIONS.announcedAddress.variable
  if (announcedAddress !== undefined) {
    if (!UNSPECIFIED.has(announcedAddress)) return { address: announcedAddress, notes: [] }
    throw refusal(name, `${name} is ${announcedAddress}, which no browser can send to.`)
  }
  if (host === 'localhost') return { address: '127.0.0.1', notes: [] }
  if (!UNSPECIFIED.has(host)) return { address: host, notes: [] }
  const [first] = machine.externalAddresses
  if (first !== undefined) {
    return { address: first, notes: [`Media is announced at ${first}; ${name} chooses another.`] }
  }
  const { variable } = DEFINITIONS.host
  const why = `${variable} is ${host} and this machine has no external IPv4 address`
  throw refusal(name, `${name} is needed: ${why}.`)
}

/** Workers' TCP ports must exist and leave the server's own port free. */
function refusePorts({ port, rtcPort, workers }: Settings): SettingsProblem[] {
  if (rtcPort === 0) return []
  const name = DEFINITIONS.rtcPort.variable
  const last = rtcPort + workers - 1
  const range = `${name} is ${rtcPort}, and ${workers} workers take the ports up to ${last}`
  if (last > 65_535) return [{ name, message: `${range}, beyond 65535.` }]
  if (port < rtcPort || port > last) return []
  const { variable } = DEFINITIONS.port
  return [{ name, message: `${range}, among them ${variable}, which is ${port}.` }]
}

function refuseSfu({ sfuUrl, sfuSecret }: Settings): SettingsProblem[] {
  if (sfuUrl === null || sfuSecret !== null) return []
  const name = DEFINITIONS.sfuSecret.variable
  const { variable } = DEFINITIONS.sfuUrl
  return [{ name, message: `${name} is needed because ${variable} is set.` }]
}

/** All three or none. */
function refuseLinkTls(settings: Settings): SettingsProblem[] {
  const keys = ['sfuTlsCert', 'sfuTlsKey', 'sfuTlsCa'] as const
  const [given] = keys.filter((key) => settings[key] !== null)
  if (!given) return []
  const { variable } = DEFINITIONS[given]
  return keys
    .filter((key) => settings[key] === null)
    .map((key) => {
      const name = DEFINITIONS[key].variable
      return { name, message: `${name} is needed because ${variable} is set.` }
    })
}

function refuseTurn({ turnUrls, turnSecret }: Settings): SettingsProblem[] {
  if (turnUrls.length > 0 === (turnSecret !== null)) return []
  const { variable: urls } = DEFINITIONS.turnUrls
  const { variable: secret } = DEFINITIONS.turnSecret
  const [name, other] = turnSecret === null ? [secret, urls] : [urls, secret]
  return [{ name, message: `${name} is needed because ${other} is set.` }]
}

function refuseRetention({ jurisdiction, retentionDays }: Settings): SettingsProblem[] {
  if (jurisdiction !== 'eu' || retentionDays <= EU_RETENTION_DAYS) return []
  const name = DEFINITIONS.retentionDays.variable
  const { variable } = DEFINITIONS.jurisdiction
  const most = `at most ${EU_RETENTION_DAYS} where ${variable} is eu`
  return [{ name, message: `${name} is ${retentionDays}, but may be ${most}.` }]
}

function refusal(name: string, message: string): SettingsError {
  return new SettingsError([{ name, message }])
}
