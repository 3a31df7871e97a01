import type { SfuNoticeEvent } from '@visavis/protocol'
import type { MediaLogger } from '../media-logger.ts'
import type { MediaNode } from '../media-node.ts'
import { Caller } from './caller.ts'
import type { ControlLink } from './control-link.ts'

export interface CallersOptions {
  node: MediaNode
  orphanMs: number
  logger: MediaLogger
}

/** Everybody who commands the node. A caller that stays away loses what it made. */
export class Callers implements Disposable {
  readonly #options: CallersOptions
  readonly #callers = new Map<string, Caller>()
  readonly #stopListening: () => void

  constructor(options: CallersOptions) {
    this.#options = options
    this.#stopListening = options.node.onNotice((event) => this.#notify(event))
  }

  links(): ControlLink[] {
    return [...this.#callers.values()].flatMap(({ link }) => link ?? [])
  }

  attach(name: string, link: ControlLink): void {
    const known = this.#callers.get(name)
    const missed = known?.attach(link) ?? []
    if (!known) this.#add(name, link)
    const opened = { node: this.#options.node.name, resumed: known !== undefined }
    link.send(JSON.stringify({ opened }))
    for (const frame of missed) link.notify(frame)
  }

  detach(name: string, link: ControlLink): void {
    this.#callers.get(name)?.detach(link)
  }

  [Symbol.dispose](): void {
    this.#stopListening()
    for (const caller of this.#callers.values()) caller.close()
    this.#callers.clear()
  }

  #add(name: string, link: ControlLink): void {
    const { orphanMs } = this.#options
    this.#callers.set(name, new Caller(link, orphanMs, () => this.#expire(name)))
  }

  #notify(event: SfuNoticeEvent): void {
    const frame = JSON.stringify(event)
    for (const [name, caller] of this.#callers) {
      if (this.#concerns(name, event)) caller.notify(frame, event.notice !== 'node.status')
    }
  }

  /** What happens to a session is told to who commands it. */
  #concerns(name: string, { notice, params }: SfuNoticeEvent): boolean {
    const { node } = this.#options
    switch (notice) {
      case 'worker.died':
      case 'node.status':
        return true
      case 'pipe.ended':
        return node.ownerOfPipe(params.pipe) === name
      case 'transport.state':
        return node.ownerOf(params.session) === name
    }
  }

  /** Sessions that somebody else has adopted are not among them. */
  #expire(name: string): void {
    const { node, logger } = this.#options
    const sessions = node.sessionsOf(name).length
    this.#callers.delete(name)
    logger.warn({ sessions }, 'a caller stayed away; closing its media')
    node.release(name)
  }
}
