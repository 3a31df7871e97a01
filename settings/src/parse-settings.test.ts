import { expect, test } from 'vitest'
import type { Machine } from './machine.ts'
import { parseSettings } from './parse-settings.ts'
import { SettingsError } from './settings-error.ts'

const MACHINE: Machine = { cores: 4, externalAddresses: ['192.0.2.10', '198.51.100.2'] }

function parse(env: Record<string, string> = {}, argv: string[] = [], machine = MACHINE) {
  return parseSettings({ env, argv, machine })
}

function problemsOf(env: Record<string, string>, argv: string[] = [], machine = MACHINE) {
  try {
    parse(env, argv, machine)
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
  throw new Error('The settings were accepted.')
}

test('nothing set is one process on loopback', () => {
  expect(parse()).toEqual({
    port: 3000,
    host: '127.0.0.1',
    https: false,
    announcedAddress: '127.0.0.1',
    rtcPort: 44_400,
    dataDir: './data',
    workers: 4,
    logLevel: 'info',
    mediasoupWorker: null,
    origins: [],
    trustedProxies: [],
    databaseUrl: null,
    redisUrl: null,
    sfuUrl: null,
    sfuHost: '127.0.0.1',
    sfuPort: 3900,
    sfuTlsCert: null,
    sfuTlsKey: null,
    sfuTlsCa: null,
    sfuAnnouncedUrl: null,
    pipePorts: null,
    drainSeconds: 20,
    sfuSecret: null,
    turnUrls: [],
    turnSecret: null,
    socketsPerAddress: 50,
    messagesPerSecond: 50,
    recording: 'all-parties',
    jurisdiction: 'eu',
    controller: null,
    privacyUrl: null,
    auditDir: null,
    retentionDays: 30,
    region: null,
    recordingsDir: null,
    recordingKeysDir: null,
    recorder: true,
    recorderAddress: '127.0.0.1',
    signalingUrl: null,
    recorderApiKeys: [],
    s3Bucket: null,
    s3Endpoint: null,
    s3Region: null,
    notes: [],
  })
})

test('variables are read by kind', () => {
  const settings = parse({
    PORT: '8080',
    VISAVIS_HTTPS: 'true',
    VISAVIS_WORKERS: '2',
    VISAVIS_LOG_LEVEL: 'debug',
    VISAVIS_ORIGINS: 'https://shop.example, http://localhost:8000',
    VISAVIS_DATABASE_URL: 'postgres://visavis:pass@db.example/visavis',
    VISAVIS_MEDIASOUP_WORKER: '/opt/a folder/mediasoup-worker',
    UNRELATED: 'ignored',
  })
  expect(settings).toMatchObject({
    port: 8080,
    https: true,
    workers: 2,
    logLevel: 'debug',
    origins: ['https://shop.example', 'http://localhost:8000'],
    databaseUrl: 'postgres://visavis:pass@db.example/visavis',
    mediasoupWorker: '/opt/a folder/mediasoup-worker',
  })
})

test('flags win over variables and take both forms', () => {
  const settings = parse({ PORT: '1', VISAVIS_HOST: '::1' }, ['--port', '2', '--host=127.0.0.2'])
  expect(settings).toMatchObject({ port: 2, host: '127.0.0.2' })
  expect(parse({}, ['--https']).https).toBe(true)
  expect(parse({ VISAVIS_HTTPS: 'true' }, ['--https=false']).https).toBe(false)
})

test('every wrong setting is named with its value and what was expected', () => {
  expect(
    problemsOf({ PORT: '80a', VISAVIS_LOG_LEVEL: 'loud' }, ['--workers', '0']).map(
      ({ message }) => message,
    ),
  ).toEqual([
    'PORT is "80a", which is not a whole number from 0 to 65535.',
    '--workers is "0", which is not a whole number from 1 to 256.',
    'VISAVIS_LOG_LEVEL is "loud", which is not one of fatal, error, warn, info, debug, trace, silent.',
  ])
})

test.each([
  ['PORT', ''],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '1e3'],
  ['VISAVIS_HTTPS', 'yes'],
  ['VISAVIS_HOST', 'a b'],
  ['VISAVIS_HOST', ''],
  ['VISAVIS_DATA_DIR', ''],
  ['VISAVIS_ORIGINS', 'https://shop.example/path'],
  ['VISAVIS_ORIGINS', 'https://shop.example,'],
  ['VISAVIS_ORIGINS', '*'],
  ['VISAVIS_SFU_URL', 'http://127.0.0.1:3900'],
  ['VISAVIS_ANNOUNCED_ADDRESS', '0.0.0.0'],
  ['VISAVIS_REDIS_URL', 'http://redis.example'],
  ['VISAVIS_REDIS_URL', 'redis://a.example,b.example'],
  ['VISAVIS_REDIS_URL', 'redis+sentinel://a.example,b.example'],
])('%s refuses "%s"', (name, value) => {
  expect(problemsOf({ [name]: value })).toMatchObject([{ name }])
})

test('an empty variable is none where there is no default; a flag always has a value', () => {
  const files = ['VISAVIS_SFU_TLS_CERT', 'VISAVIS_SFU_TLS_KEY', 'VISAVIS_SFU_TLS_CA']
  expect(parse(Object.fromEntries(files.map((name) => [name, ''])))).toEqual(parse())
  expect(problemsOf({}, ['--sfu-tls-cert='])).toMatchObject([{ name: '--sfu-tls-cert' }])
})

test.each([
  ['VISAVIS_SFU_SECRET', 'hunter2'],
  ['VISAVIS_DATABASE_URL', 'mysql://visavis:hunter2@db.example'],
])('%s never shows its value', (name, value) => {
  const [problem] = problemsOf({ [name]: value })
  expect(problem).toMatchObject({ name, message: expect.stringContaining(name) })
  expect(problem?.message).not.toContain('hunter2')
})

test('an unknown variable is refused with the nearest known one', () => {
  expect(problemsOf({ VISAVIS_RTCPORT: '1' })).toEqual([
    {
      name: 'VISAVIS_RTCPORT',
      message: 'VISAVIS_RTCPORT is not a known setting. Did you mean VISAVIS_RTC_PORT?',
    },
  ])
  expect(problemsOf({ VISAVIS_ENTIRELY_ELSEWHERE: '1' })).toMatchObject([
    { message: 'VISAVIS_ENTIRELY_ELSEWHERE is not a known setting.' },
  ])
})

test('an unknown flag, a stray word and a missing value are refused', () => {
  const argv = ['word', '--htps', '--port']
  expect(problemsOf({}, argv).map(({ message }) => message)).toEqual([
    'word is not a known flag. Run with --help for the list.',
    '--htps is not a known flag. Did you mean --https?',
    '--port needs a value.',
  ])
})

test('the value of an unknown flag is not a second mistake', () => {
  const argv = ['--wrkers', '3', '--prt=80', 'word']
  expect(problemsOf({}, argv).map(({ message }) => message)).toEqual([
    '--wrkers is not a known flag. Did you mean --workers?',
    '--prt is not a known flag. Did you mean --port?',
    'word is not a known flag. Run with --help for the list.',
  ])
})

test('secrets have no flag', () => {
  expect(problemsOf({}, ['--sfu-secret=abcdefghijklmnop'])).toMatchObject([
    { name: '--sfu-secret' },
  ])
})

test('media is announced where browsers can reach it', () => {
  expect(parse({ VISAVIS_HOST: 'localhost' }).announcedAddress).toBe('127.0.0.1')
  expect(parse({ VISAVIS_HOST: '10.0.0.5' }).announcedAddress).toBe('10.0.0.5')
  expect(parse({ VISAVIS_ANNOUNCED_ADDRESS: 'media.example' }).announcedAddress).toBe(
    'media.example',
  )
})

test.each(['999.1.1.1', '10.0.0', 'media.1', '-a', '01.2.3.4'])('%s is no address', (host) => {
  expect(problemsOf({ VISAVIS_ANNOUNCED_ADDRESS: host })).toMatchObject([
    { name: 'VISAVIS_ANNOUNCED_ADDRESS' },
  ])
})

test('listening everywhere announces the first external address and says so', () => {
  const { announcedAddress, notes } = parse({ VISAVIS_HOST: '0.0.0.0' })
  expect(announcedAddress).toBe('192.0.2.10')
  expect(notes).toEqual([
    'Media is announced at 192.0.2.10; VISAVIS_ANNOUNCED_ADDRESS chooses another.',
  ])
})

test('listening everywhere without an external address needs one to announce', () => {
  const offline = { cores: 1, externalAddresses: [] }
  expect(problemsOf({ VISAVIS_HOST: '::' }, [], offline)).toEqual([
    {
      name: 'VISAVIS_ANNOUNCED_ADDRESS',
      message:
        'VISAVIS_ANNOUNCED_ADDRESS is needed: VISAVIS_HOST is :: and this machine has no external IPv4 address.',
    },
  ])
})

test('media ports may neither run out nor take the port of the pages', () => {
  const name = 'VISAVIS_RTC_PORT'
  expect(problemsOf({ [name]: '65533' })).toMatchObject([{ name }])
  expect(problemsOf({ [name]: '2998' })).toMatchObject([{ name }])
  expect(parse({ [name]: '0', PORT: '0' })).toMatchObject({ rtcPort: 0, port: 0 })
  expect(parse({ [name]: '65532' }).rtcPort).toBe(65_532)
})

test('a media node elsewhere needs the shared secret', () => {
  const env = { VISAVIS_SFU_URL: 'ws://127.0.0.1:3900' }
  expect(problemsOf(env)).toMatchObject([{ name: 'VISAVIS_SFU_SECRET' }])
  expect(parse({ ...env, VISAVIS_SFU_SECRET: 'sixteen letters.' }).sfuUrl).toBe(env.VISAVIS_SFU_URL)
})

test('a relay and the secret that it knows come together', () => {
  const turnUrls = { VISAVIS_TURN_URLS: 'turns:relay.example:443?transport=tcp' }
  const turnSecret = { VISAVIS_TURN_SECRET: 'north wind and sun' }
  const machine = { cores: 2, externalAddresses: [] }
  expect(parseSettings({ env: { ...turnUrls, ...turnSecret }, machine })).toMatchObject({
    turnUrls: ['turns:relay.example:443?transport=tcp'],
  })
  expect(() => parseSettings({ env: turnUrls, machine })).toThrow('VISAVIS_TURN_SECRET is needed')
  expect(() => parseSettings({ env: turnSecret, machine })).toThrow('VISAVIS_TURN_URLS is needed')
  const bad = { ...turnSecret, VISAVIS_TURN_URLS: 'https://relay.example' }
  expect(() => parseSettings({ env: bad, machine })).toThrow('a TURN URL such as')
})

test('recordings are kept at most 180 days in the EU', () => {
  expect(problemsOf({ VISAVIS_RETENTION_DAYS: '181' })).toEqual([
    expect.objectContaining({ name: 'VISAVIS_RETENTION_DAYS' }),
  ])
  const elsewhere = { VISAVIS_RETENTION_DAYS: '181', VISAVIS_JURISDICTION: 'default' }
  expect(parse(elsewhere)).toMatchObject({ retentionDays: 181 })
})
