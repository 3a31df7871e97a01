import { type TenantId, VisavisError } from '@visavis/protocol'
import type { FastifyRequest } from 'fastify'
import type { ApiKeys } from '../auth/api-keys.ts'
import type { App } from './app.ts'
import { bearerOf } from './bearer.ts'
import { type Rate, RateLimit } from './rate-limit.ts'
import type { RedisCounters } from './redis-counters.ts'

export interface ApiKeyGateOptions {
  readonly keys: ApiKeys
  readonly wrongKeys: Rate
  /** Shared with other processes. */
  readonly counters?: RedisCounters | undefined
}

/** Lets in tenants' backends. Addresses that guess keys are held back. */
export class ApiKeyGate {
  readonly #keys: ApiKeys
  readonly #wrong: RateLimit
  readonly #tenants = new WeakMap<FastifyRequest, TenantId>()

  constructor({ keys, wrongKeys, counters }: ApiKeyGateOptions) {
    this.#keys = keys
    this.#wrong = new RateLimit(wrongKeys, counters && { counters, name: 'wrong-keys' })
  }

  /** Every route of this app needs a key, before anything else about the request is looked at. */
  guard(app: App): void {
    app.addHook('onRequest', async (request) => {
      await this.#wrong.demand(request.ip)
      this.#tenants.set(request, await this.#authenticate(request))
    })
  }

  /** Whose key a request of a guarded route came with. */
  tenantOf(request: FastifyRequest): TenantId {
    const tenant = this.#tenants.get(request)
    if (tenant === undefined) throw new Error('This route is not guarded')
    return tenant
  }

  async #authenticate(request: FastifyRequest): Promise<TenantId> {
    try {
      return await this.#keys.tenantOf(bearerOf(request) ?? '')
    } catch (error) {
      if (error instanceof VisavisError) await this.#wrong.take(request.ip)
      throw error
    }
  }
}
