import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeCertificate } from '../certificate.ts'
import { type ComposeFile, readCompose } from './compose-file.ts'
import { type ImageTarget, readDockerfile } from './dockerfile.ts'
import { claimNetwork } from './network.ts'
import { type Mount, Places, PUBLIC_ADDRESS, PUBLIC_NAME } from './places.ts'
import { makePostgresData, postgresAccount } from './postgres-data.ts'
import { openRecorderKey } from './recorder-key.ts'
import { openSecrets } from './secrets.ts'
import { POSTGRES_DATA, planService } from './service-plan.ts'
import { ServiceProcess } from './service-process.ts'
import { inOrder } from './start-order.ts'
import { startStore } from './store.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const COMPOSE = [join(ROOT, 'docker-compose.yml'), join(ROOT, 'deploy/compose.demo.yml')]
/** Shares a machine with all the others. */
const WORKERS = '1'
const DRAIN_SECONDS = '2'

export interface ClusterOptions {
  /** Kept. Without one a temporary folder, removed at the end. */
  readonly dataDir?: string
  /** Services to leave out. */
  readonly without?: readonly string[]
  /** Further variables of the compose file. */
  readonly variables?: Readonly<Record<string, string>>
  onStarting?(name: string): void
  onStarted?(name: string): void
}

/** The topology of docker-compose.yml, as processes of this machine. */
export interface Cluster extends AsyncDisposable {
  /** The proxy's, for pages of this machine. */
  readonly url: string
  /** The same over TLS, with a certificate that nobody trusts. */
  readonly secureUrl: string
  /** Services of the compose file that are not run here. */
  readonly absent: readonly string[]
  /** The address that stands for the service's container. */
  addressOf(service: string): string
  process(service: string): ServiceProcess
  /** Resolves when a service ends by itself, with what there is to say about it. */
  readonly failed: Promise<string>
  close(): Promise<void>
}

export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  await using undo = new AsyncDisposableStack()
  const folder = await openFolder(options, undo)
  const network = undo.use(await claimNetwork())
  const tls = join(folder, 'tls')
  const compose = withoutThose(
    readCompose(COMPOSE, {
      ...(await openSecrets(folder)),
      PUBLIC_ADDRESS,
      PUBLIC_NAME,
      TLS_DIR: tls,
      VISAVIS_WORKERS: WORKERS,
      VISAVIS_DRAIN_SECONDS: DRAIN_SECONDS,
      VISAVIS_LOG_LEVEL: 'warn',
      ...options.variables,
    }),
    options.without ?? [],
  )
  const places = new Places({ compose, root: ROOT, folder, network: network.prefix })
  await writeCertificate(tls, ['localhost', places.addressOf('proxy'), places.addressOf('coturn')])
  const launch = new Launch({ compose, places, owned: undo })
  await inOrder(compose.services, async (name) => {
    options.onStarting?.(name)
    await launch.start(name)
    options.onStarted?.(name)
  })
  const owned = undo.move()
  const close = () => {
    launch.isClosing = true
    return owned.disposeAsync()
  }
  return {
    url: `http://${places.published(80)}`,
    secureUrl: `https://${places.published(443)}`,
    absent: launch.absent,
    addressOf: (name) => places.addressOf(name),
    process: (name) => launch.process(name),
    failed: launch.failed,
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface LaunchOptions {
  readonly compose: ComposeFile
  readonly places: Places
  readonly owned: AsyncDisposableStack
}

class Launch {
  readonly absent: string[] = []
  /** From now on services end because they are told to. */
  isClosing = false
  readonly #options: LaunchOptions
  readonly #targets: ReadonlyMap<string, ImageTarget>
  readonly #processes = new Map<string, ServiceProcess>()
  readonly #failed = Promise.withResolvers<string>()

  constructor(options: LaunchOptions) {
    this.#options = options
    this.#targets = readDockerfile(join(ROOT, 'deploy/Dockerfile'))
  }

  get failed(): Promise<string> {
    return this.#failed.promise
  }

  process(name: string): ServiceProcess {
    const service = this.#processes.get(name)
    if (!service) throw new Error(`There is no process of ${name}`)
    return service
  }

  async start(name: string): Promise<void> {
    const { compose, places, owned } = this.#options
    const service = compose.services[name]
    if (!service) throw new Error(`There is no service ${name}`)
    const target = service.build && this.#targets.get(service.build.target)
    const plan = planService({ name, service, target, places, root: ROOT })
    switch (plan.kind) {
      case 'absent':
        this.absent.push(name)
        return
      case 'store':
        owned.use(await startStore(places.addressOf(name)))
        return
      case 'process': {
        for (const [at, mount] of places.mountsOf(name)) await this.#mount(name, at, mount)
        await mkdir(places.folderOf(name), { recursive: true })
        await this.#run(plan.options)
      }
    }
  }

  async #run(options: Parameters<typeof ServiceProcess.start>[0]): Promise<void> {
    const { owned } = this.#options
    const { name, env } = options
    const account = name === 'postgres' ? await postgresAccount() : undefined
    if (name === 'postgres' && env.PGDATA) await makePostgresData(env.PGDATA, env, account)
    if (name === 'recorder') env.VISAVIS_RECORDER_API_KEYS = await this.#recorderKey()
    const service = owned.use(await ServiceProcess.start({ ...options, account }))
    this.#processes.set(name, service)
    void service.ended.then((how) => {
      if (!this.isClosing) this.#failed.resolve(`${name} ${how}:\n${service.lastLines}`)
    })
  }

  /** Of the demo's tenant, made as an operator would. */
  #recorderKey(): Promise<string> {
    const { compose, places } = this.#options
    const service = compose.services['signaling-1']
    const target = this.#targets.get('signaling')
    if (!service || !target) throw new Error('There is no signaling')
    const request = { name: 'signaling-1', service, target, places, root: ROOT }
    const plan = planService(request)
    if (plan.kind !== 'process') throw new Error('Signaling is no process')
    return openRecorderKey(plan.options)
  }

  async #mount(name: string, at: string, mount: Mount): Promise<void> {
    const { places } = this.#options
    const path = places.pathOf(name, at, mount)
    if (mount.kind === 'kept') {
      await mkdir(path, { recursive: true, mode: at === POSTGRES_DATA ? 0o700 : 0o711 })
      return
    }
    await mkdir(dirname(path), { recursive: true })
    if (mount.kind === 'written') await writeFile(path, mount.content)
    else if ((await stat(mount.path)).isDirectory()) await cp(mount.path, path, { recursive: true })
    else await writeFile(path, places.translate(name, await readFile(mount.path, 'utf8')))
  }
}

async function openFolder(
  { dataDir }: ClusterOptions,
  undo: AsyncDisposableStack,
): Promise<string> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'visavis-cluster-')))
  if (dataDir === undefined) undo.defer(() => rm(folder, { recursive: true, force: true }))
  await mkdir(folder, { recursive: true })
  // PostgreSQL runs as somebody else where this runs as root.
  await chmod(folder, 0o711)
  return folder
}

async function writeCertificate(folder: string, names: readonly string[]): Promise<void> {
  const { key, cert } = await makeCertificate(names)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'visavis.pem'), cert)
  await writeFile(join(folder, 'visavis.pem.key'), key, { mode: 0o600 })
}

function withoutThose(compose: ComposeFile, names: readonly string[]): ComposeFile {
  const isKept = (name: string) => !names.includes(name)
  const services = Object.entries(compose.services)
    .filter(([name]) => isKept(name))
    .map(([name, { depends_on = {}, ...service }]) => {
      const kept = Object.entries(depends_on).filter(([other]) => isKept(other))
      return [name, { ...service, depends_on: Object.fromEntries(kept) }] as const
    })
  return { ...compose, services: Object.fromEntries(services) }
}
