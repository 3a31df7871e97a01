import type { SfuNoticeEvent, SfuRequest } from '@visavis/protocol'
import type { MediaLogger } from '../media-logger.ts'
import type { MediaNode } from '../media-node.ts'
import { Caller } from './caller.ts'
import type { ControlLink } from './control-link.ts'
import type { Batch } from './read-batch.ts'

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
    for (const frame of missed) link.send(frame)
  }

  detach(name: string, link: ControlLink): void {
    this.#callers.get(name)?.detach(link)
  }

  /** Remembers which sessions a batch gives transports to. */
  own(name: string, { calls }: Batch): void {
    const sessions = this.#callers.get(name)?.sessions
    for (const { method, params } of calls) {
      if (method !== 'transport.create' || !('session' in params)) continue
      if (typeof params.session === 'string') sessions?.add(params.session)
    }
  }

  /** Forgets the sessions that have no transport any more. */
  prune(): void {
    for (const { sessions } of this.#callers.values()) {
      for (const session of sessions) {
        if (!this.#options.node.hasSession(session)) sessions.delete(session)
      }
    }
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
    for (const caller of this.#callers.values()) caller.notify(event, frame)
  }

  #expire(name: string): void {
    const sessions = [...(this.#callers.get(name)?.sessions ?? [])]
    this.#callers.delete(name)
    this.#options.logger.warn(
      { sessions: sessions.length },
      'a caller stayed away; closing its media',
    )
    const calls = sessions.map(
      (session): SfuRequest => ({ method: 'session.close', params: { session } }),
    )
    this.#options.node.send(calls).catch(() => undefined)
  }
}
