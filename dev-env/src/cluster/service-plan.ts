import { dirname } from 'node:path'
import process from 'node:process'
import type { ComposeService } from './compose-file.ts'
import type { ImageTarget } from './dockerfile.ts'
import type { Places } from './places.ts'
import type { ServiceProcessOptions } from './service-process.ts'

/** Where Debian puts what is in no other folder of programs. */
const PROGRAMS = '/usr/lib/postgresql/15/bin:/usr/sbin'

/** The image's own folder of data. */
export const POSTGRES_DATA = '/var/lib/postgresql/data'

export type ServicePlan =
  | { readonly kind: 'process'; readonly options: Omit<ServiceProcessOptions, 'account'> }
  /** Something else takes its place, or nothing does. */
  | { readonly kind: 'store' | 'absent' }

export interface PlanRequest {
  readonly name: string
  readonly service: ComposeService
  /** Of the Dockerfile, for services that are built. */
  readonly target: ImageTarget | undefined
  readonly places: Places
  readonly root: string
}

/** How a service runs without a container: the same command, with the same environment, from another place. */
export function planService(request: PlanRequest): ServicePlan {
  const image = request.service.image?.split(':')[0]
  if (request.target) return { kind: 'process', options: planOwn(request, request.target) }
  switch (image) {
    case 'chrislusf/seaweedfs':
      return { kind: request.service.entrypoint ? 'absent' : 'store' }
    // Debian has none.
    case 'grafana/grafana':
      return { kind: 'absent' }
    default:
      return { kind: 'process', options: planForeign(request, image) }
  }
}

function planOwn(request: PlanRequest, target: ImageTarget): ServiceProcessOptions {
  const worker = process.env.VISAVIS_MEDIASOUP_WORKER
  return {
    ...basics(request, [...(wordsOf(request.service.command) ?? target.command)]),
    env: {
      ...target.env,
      ...environment(request),
      // The image has one of its own.
      ...(target.env.VISAVIS_MEDIASOUP_WORKER && worker && { VISAVIS_MEDIASOUP_WORKER: worker }),
    },
    healthcheck: withNode(translateAll(request, target.healthcheck)),
    readyLine: 'ready ',
  }
}

function planForeign(request: PlanRequest, image: string | undefined): ServiceProcessOptions {
  const { name, service, places } = request
  const [kind, ...healthcheck] = service.healthcheck?.test ?? []
  if (kind !== 'CMD') throw new Error(`${name} has no health check of the form CMD`)
  const command = [...(wordsOf(service.command) ?? [])]
  // The image's entry point.
  if (image === 'prom/prometheus') command.unshift('prometheus')
  // Media nodes are on loopback here, where no relay goes by itself.
  if (image === 'coturn/coturn') command.push('--allow-loopback-peers')
  // Debian's own place for the socket is one for all.
  if (image === 'postgres') command.push('-c', `unix_socket_directories=${socketFolder(request)}`)
  return {
    ...basics(request, command),
    env: {
      ...environment(request),
      ...(image === 'postgres' && { PGDATA: places.translate(name, POSTGRES_DATA) }),
    },
    healthcheck: translateAll(request, healthcheck),
    ...(image === 'postgres' && { stopSignal: 'SIGINT' as const }),
  }
}

function basics({ name, ...request }: PlanRequest, command: readonly string[]) {
  const translated = translateAll({ name, ...request }, command)
  return { name, command: withNode(translated), cwd: request.root }
}

function environment({ name, service, places }: PlanRequest): NodeJS.ProcessEnv {
  const own = Object.entries(service.environment ?? {})
  return {
    ...Object.fromEntries(own.map(([key, value]) => [key, places.translate(name, value)])),
    PATH: `${process.env.PATH}:${PROGRAMS}`,
    HOME: places.folderOf(name),
  }
}

function translateAll({ name, places }: PlanRequest, texts: readonly string[]): string[] {
  return texts.map((text) => places.translate(name, text))
}

function withNode([program = '', ...args]: readonly string[]): string[] {
  return [program === 'node' ? process.execPath : program, ...args]
}

function wordsOf(command: string | string[] | undefined): string[] | undefined {
  return typeof command === 'string' ? command.split(/\s+/) : command
}

/** Beside the data: as short as names of sockets have to be. */
function socketFolder({ name, places }: PlanRequest): string {
  const [data] = places.mountsOf(name).values()
  return data?.kind === 'kept' ? dirname(data.path) : places.folderOf(name)
}
