import { isIPv4 } from 'node:net'
import { join, resolve } from 'node:path'
import type { ComposeFile, ComposeService } from './compose-file.ts'

/** What stands for the outside in the compose file's variables: no such names exist. */
export const PUBLIC_ADDRESS = 'address.of-this-host.invalid'
export const PUBLIC_NAME = 'name.of-this-host.invalid'

const PUBLISHED = /^(?:[\d.]+:)?(?<from>\d+)(?:-(?<to>\d+))?:(?<inside>\d+)/

export interface PlacesOptions {
  readonly compose: ComposeFile
  /** The folder that the compose file's paths are relative to. */
  readonly root: string
  readonly folder: string
  /** Such as `127.28.7`, for the three numbers that the compose file's addresses begin with. */
  readonly network: string
}

/**
 * Where things are that containers would have each for themselves: every service has a loopback address of its own instead of
 * a container's, and folders below one folder instead of volumes. Ports are as in the containers.
 */
export class Places {
  readonly #options: PlacesOptions
  readonly #prefix: string

  constructor(options: PlacesOptions) {
    this.#options = options
    const [first] = Object.values(options.compose.services)
    this.#prefix = composeAddress(first).replace(/\d+$/, '')
  }

  addressOf(name: string): string {
    const { compose, network } = this.#options
    return composeAddress(compose.services[name]).replace(this.#prefix, `${network}.`)
  }

  /** Where the host's port leads, as `address:port`. */
  published(port: number): string {
    for (const [name, { ports = [] }] of Object.entries(this.#options.compose.services)) {
      for (const published of ports) {
        const { from, to = from, inside } = PUBLISHED.exec(published)?.groups ?? {}
        if (port < Number(from) || port > Number(to)) continue
        return `${this.addressOf(name)}:${Number(inside) + port - Number(from)}`
      }
    }
    throw new Error(`No service publishes port ${port}`)
  }

  /** A folder of the service's own. */
  folderOf(name: string): string {
    return join(this.#options.folder, name)
  }

  /** What a text that a service reads says here: its command, a variable, a file. */
  translate(name: string, text: string): string {
    const own = this.addressOf(name)
    const { compose, network } = this.#options
    const services = Object.keys(compose.services).join('|')
    return this.#toPaths(name, text)
      .replace(/[a-z]+\.of-this-host\.invalid:(\d+)/g, (_, port) => this.published(Number(port)))
      .replaceAll(`https://${PUBLIC_NAME}`, () => `https://${this.published(443)}`)
      .replaceAll(PUBLIC_ADDRESS, own)
      .replaceAll(this.#prefix, `${network}.`)
      .replace(/(?<![\d.])(?:0\.0\.0\.0|127\.0\.0\.1)(?![-.\d])/g, own)
      .replace(new RegExp(`(?<![\\w.-])(${services})(?=[: ]\\d)`, 'g'), (_, other) =>
        this.addressOf(other),
      )
  }

  /** What the service finds at its paths: a file, a folder of the checkout, or one kept for it. */
  mountsOf(name: string): ReadonlyMap<string, Mount> {
    const { compose, root, folder } = this.#options
    const service = compose.services[name]
    const { volumes = [], tmpfs = [], configs = [] } = service ?? {}
    const mounts = new Map<string, Mount>()
    for (const volume of volumes) {
      const [from = '', at = ''] = volume.split(':')
      const isPath = /^[./]/.test(from)
      if (isPath) mounts.set(at, { kind: 'given', path: resolve(root, from) })
      else mounts.set(at, { kind: 'kept', path: join(folder, 'volumes', from) })
    }
    for (const at of tmpfs) {
      if (at !== '/tmp') mounts.set(at, { kind: 'kept', path: join(this.folderOf(name), at) })
    }
    for (const { source, target } of configs) {
      mounts.set(target, { kind: 'written', content: compose.configs?.[source]?.content ?? '' })
    }
    return mounts
  }

  /** Where a path of the container is here. Files are translated copies in the service's folder. */
  pathOf(name: string, at: string, mount: Mount): string {
    return mount.kind === 'kept' ? mount.path : join(this.folderOf(name), at)
  }

  #toPaths(name: string, text: string): string {
    const mounts = this.mountsOf(name)
    if (mounts.size === 0) return text
    const longestFirst = [...mounts.keys()].sort((a, b) => b.length - a.length)
    const any = longestFirst.map((at) => at.replaceAll('.', '\\.')).join('|')
    return text.replace(new RegExp(`(?<![\\w.-])(${any})(?![\\w.-])`, 'g'), (at) => {
      const mount = mounts.get(at)
      return mount ? this.pathOf(name, at, mount) : at
    })
  }
}

export type Mount =
  /** Of the checkout or the host: read only. */
  | { readonly kind: 'given'; readonly path: string }
  /** A volume, or a folder in memory. */
  | { readonly kind: 'kept'; readonly path: string }
  | { readonly kind: 'written'; readonly content: string }

function composeAddress(service: ComposeService | undefined): string {
  const address = service?.networks?.inside.ipv4_address ?? ''
  if (!isIPv4(address)) throw new Error('A service has no address of its own in the compose file')
  return address
}
