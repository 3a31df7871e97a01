import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSettings } from '@visavis/settings'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readCompose } from './compose-file.ts'
import { readDockerfile } from './dockerfile.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const FILES = ['docker-compose.yml', 'deploy/compose.demo.yml'].map((file) => join(ROOT, file))
const VARIABLES = {
  PUBLIC_NAME: 'calls.example',
  PUBLIC_ADDRESS: '203.0.113.7',
  MORE_ORIGINS: ',https://shop.example',
  POSTGRES_PASSWORD: 'a-password',
  REDIS_PASSWORD: 'a-password',
  VISAVIS_SFU_SECRET: 'a secret between processes',
  VISAVIS_TURN_SECRET: 'a secret of the relay',
  S3_ACCESS_KEY: 'an-access-key',
  S3_SECRET_KEY: 'a-secret-key',
  GRAFANA_PASSWORD: 'a-password',
  VISAVIS_RECORDER_API_KEYS: 'vk_an-api-key-of-a-tenant',
}

const { services, volumes = {} } = readCompose(FILES, VARIABLES)
const withLinkTls = readCompose(FILES, { ...VARIABLES, LINK_TLS_DIR: './link-tls' }).services
const targets = readDockerfile(join(ROOT, 'deploy/Dockerfile'))
const workspaces = readWorkspaces()
const own = Object.entries(services).filter(([, { build }]) => build)

/** What a service of ours runs, and with what. */
function containerOf(name: string) {
  const service = services[name]
  const target = targets.get(service?.build?.target ?? '')
  if (!service || !target) throw new Error(`${name} is not built`)
  return {
    service,
    target,
    command: service.command ?? target.command,
    env: { ...target.env, ...service.environment },
  }
}

test('every kind of service there is, and those of ours twice that calls depend on', () => {
  expect(Object.keys(services).sort()).toEqual(
    [
      ...['signaling-1', 'signaling-2', 'sfu-1', 'sfu-2', 'recorder', 'proxy', 'postgres'],
      ...['redis-1', 'redis-2', 'sentinel-1', 'sentinel-2', 'sentinel-3', 'coturn'],
      ...['store', 'store-setup', 'prometheus', 'grafana'],
    ].sort(),
  )
})

test.each(own)('%s runs a program of this checkout that its image holds', (name) => {
  const { command, target } = containerOf(name)
  const [program, script = ''] = command
  expect(program).toBe('node')
  expect(existsSync(join(ROOT, script))).toBe(true)
  expect(target.sources).toContain(script.split('/')[0])
})

test.each(own)('%s has every workspace that its program stands on', (name) => {
  const { command, target } = containerOf(name)
  const needed = new Set<string>()
  const add = (folder: string) => {
    if (needed.has(folder)) return
    needed.add(folder)
    for (const other of workspaces.get(folder) ?? []) add(other)
  }
  add(command[1]?.split('/')[0] ?? '')
  expect(target.sources).toEqual(expect.arrayContaining([...needed]))
})

test('wherever packages are installed there are the manifests of all workspaces', () => {
  const manifests = [...workspaces.keys()].map((folder) => `${folder}/package.json`)
  const installing = [...targets.values()].filter(({ runs }) => runs.join().includes('npm ci'))
  expect(installing.length).toBeGreaterThan(0)
  for (const { sources } of installing) expect(sources).toEqual(expect.arrayContaining(manifests))
})

test('films are made where ffmpeg is, with fonts for every name', () => {
  const { runs = [] } = targets.get('signaling') ?? {}
  const installing = runs.filter((run) => run.includes('apt-get'))
  const installed = installing.flatMap((run) =>
    /apt-get install ([^&]*)/.exec(run)?.[1]?.split(/\s+/),
  )
  const wanted = ['--no-install-recommends', 'ffmpeg', 'fonts-dejavu-core', 'fonts-noto-cjk']
  expect(installed).toEqual(expect.arrayContaining(wanted))
  for (const run of installing) expect(run).toContain('rm -rf /var/lib/apt/lists/*')
})

test.each(['signaling-1', 'signaling-2', 'recorder'])('%s keeps what it writes', (name) => {
  const { env, service } = containerOf(name)
  const { dataDir, recordingKeysDir } = parseSettings({ env })
  const kept = service.volumes?.filter((volume) => !isPath(volume)).map((one) => one.split(':')[1])
  for (const folder of [dataDir, recordingKeysDir]) {
    expect(
      kept?.some((at) => folder === at || folder?.startsWith(`${at}/`)),
      `${folder}`,
    ).toBe(true)
  }
})

test.each(own)('%s has an environment that is nothing but settings, all of them valid', (name) => {
  const { env } = containerOf(name)
  const others = Object.keys(env).filter((key) => key !== 'PORT' && !key.startsWith('VISAVIS_'))
  expect(others.filter((key) => key !== 'NODE_ENV' && !key.startsWith('AWS_'))).toEqual([])
  expect(() => parseSettings({ env })).not.toThrow()
})

test.each(own)('%s is found where its settings say that it listens', (name) => {
  const { env, target, service } = containerOf(name)
  const settings = parseSettings({ env })
  const kind = service.build?.target
  const port = { signaling: settings.port, sfu: settings.sfuPort }[String(kind)]
  expect(target.ports).toEqual(port === undefined ? [] : [String(port)])
  const asked = target.healthcheck.find((word) => word.startsWith('http'))
  expect(asked ? new URL(asked).port : undefined).toBe(port?.toString())
})

test.each(['sfu-1', 'sfu-2'])('%s publishes every port that its workers may take', (name) => {
  const { env, service } = containerOf(name)
  const { rtcPort, workers } = parseSettings({ env })
  const last = rtcPort + 9
  expect(workers).toBeLessThanOrEqual(10)
  expect(service.ports).toEqual(
    ['udp', 'tcp'].map((p) => `${rtcPort}-${last}:${rtcPort}-${last}/${p}`),
  )
})

test.each(own)('%s runs as nobody special, on a file system that it cannot write to', (name) => {
  const { target, service } = containerOf(name)
  expect(target.user).toBe('node')
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], init: true })
  expect(target.healthcheck).not.toEqual([])
})

test('images have exact versions, ours those of this checkout', async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  for (const [name, { image = '', build }] of Object.entries(services)) {
    const tag = image.split(':')[1] ?? ''
    expect(tag, name).toMatch(/^v?\d+\.\d+(\.\d+)?(-\w+)?$/)
    if (build) expect(tag, name).toBe(version)
  }
  const node = await readFile(join(ROOT, 'setup/node-runtime.mjs'), 'utf8')
  const wanted = /VERSION = '(?<version>[\d.]+)'/.exec(node)?.groups?.version
  for (const { base } of targets.values()) expect(base).toBe(`node:${wanted}-bookworm-slim`)
})

test('whoever is waited for says when it is there; what is mounted exists', () => {
  for (const [name, service] of Object.entries(services)) {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(services, `${name} waits for ${other}`).toHaveProperty(other)
      const { healthcheck, build } = services[other] ?? {}
      if (condition === 'service_healthy') expect(healthcheck ?? build, other).toBeDefined()
    }
    for (const volume of service.volumes ?? []) {
      const [from = ''] = volume.split(':')
      if (!isPath(from)) expect(volumes).toHaveProperty(from)
      else if (from !== './deploy/tls') expect(existsSync(resolve(ROOT, from)), from).toBe(true)
    }
  }
})

test('addresses are each one service’s, and files that name one name a service', async () => {
  const addresses = Object.values(services).map(({ networks }) => networks?.inside.ipv4_address)
  expect(new Set(addresses).size).toBe(addresses.length)
  for (const file of ['proxy/haproxy.cfg', 'redis/sentinel.conf', 'coturn/turnserver.conf']) {
    const text = await readFile(join(ROOT, 'deploy', file), 'utf8')
    for (const [address] of text.matchAll(/172\.28\.7\.\d+/g)) expect(addresses).toContain(address)
  }
  const proxy = await readFile(join(ROOT, 'deploy/proxy/haproxy.cfg'), 'utf8')
  for (const [, name = '', port] of proxy.matchAll(/^ +server (\S+) \S+?:(\d+)/gm)) {
    expect(containerOf(name).env).toMatchObject({ PORT: port })
  }
})

test('the sample environment names every variable, and none that is not used', async () => {
  const raw = await readFile(FILES[0] ?? '', 'utf8')
  const used = new Set([...raw.matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name]) => name))
  const sample = await readFile(join(ROOT, 'deploy/sample.env'), 'utf8')
  const named = [...sample.matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name)
  const forCompose = ['COMPOSE_PROFILES']
  const rarely = ['VISAVIS_DRAIN_SECONDS']
  expect([...named, ...rarely].sort()).toEqual([...used, ...forCompose].sort())
})

test.each(['signaling-1', 'signaling-2', 'sfu-1', 'sfu-2'])('%s has TLS on links', (name) => {
  const { service, target } = containerOf(name)
  const settingsWith = (given: typeof service | undefined) =>
    parseSettings({ env: { ...target.env, ...given?.environment } })
  const none = { sfuTlsCert: null, sfuTlsKey: null, sfuTlsCa: null }
  expect(settingsWith(service)).toMatchObject(none)
  const at = '/etc/visavis/link'
  expect(settingsWith(withLinkTls[name])).toMatchObject({
    sfuTlsCert: `${at}/link.pem`,
    sfuTlsKey: `${at}/link.pem.key`,
    sfuTlsCa: `${at}/ca.pem`,
  })
  expect(withLinkTls[name]?.volumes).toContain(`./link-tls:${at}:ro`)
  const isNode = name.startsWith('sfu')
  const urls = [service, withLinkTls[name]].map((given) => settingsWith(given).sfuAnnouncedUrl)
  const address = service.networks?.inside.ipv4_address
  expect(urls).toEqual(
    ['ws', 'wss'].map((scheme) => (isNode ? `${scheme}://${address}:3900` : null)),
  )
  expect(target.healthcheck.includes('--link-tls')).toBe(isNode)
})

test('Prometheus asks media nodes over TLS where links have it', async () => {
  const [plain, secure] = [services, withLinkTls].map(({ prometheus }) =>
    prometheus?.volumes?.find((volume) => volume.includes(':/etc/visavis/sfu.yml')),
  )
  const [targets] = await readYaml(plain?.split(':')[0] ?? '')
  const [secureTargets] = await readYaml(secure?.split(':')[0] ?? '')
  expect(secureTargets).toEqual({ ...targets, labels: { __scheme__: 'https' } })
})

test('Prometheus asks every process that has metrics', async () => {
  const { scrape_configs: jobs } = await readYaml('deploy/prometheus/prometheus.yml')
  const listed = await readYaml('deploy/prometheus/sfu.yml')
  const asked = [...jobs.flatMap(({ static_configs = [] }) => static_configs), ...listed].flatMap(
    ({ targets }) => targets,
  )
  for (const [name, { build }] of own) {
    if (build?.target === 'recorder') continue
    const { env } = containerOf(name)
    const { port, sfuPort } = parseSettings({ env })
    expect(asked).toContain(`${name}:${build?.target === 'sfu' ? sfuPort : port}`)
  }
})

async function readYaml(path: string) {
  return parse(await readFile(join(ROOT, path), 'utf8'))
}

function isPath(volume: string): boolean {
  return /^[./]/.test(volume)
}

/** The folder of each workspace, with those of the workspaces that it needs when it runs. */
function readWorkspaces(): ReadonlyMap<string, readonly string[]> {
  const read = (folder: string) =>
    JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
  const folders: string[] = read('.').workspaces
  const folderOf = new Map(folders.map((folder) => [read(folder).name, folder]))
  return new Map(
    folders.map((folder) => {
      const names = Object.keys(read(folder).dependencies)
      return [folder, names.flatMap((name) => folderOf.get(name) ?? [])]
    }),
  )
}
