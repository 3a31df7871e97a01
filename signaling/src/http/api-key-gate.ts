import { type TenantId, VisavisError } from '@visavis/protocol'
import type { FastifyRequest } from 'fastify'
import type { ApiKeys } from '../auth/api-keys.ts'
import { bearerOf } from './bearer.ts'
import { type Rate, RateLimit } from './rate-limit.ts'

/** Answers whose tenant's backend is asking. Addresses that guess keys are held back. */
export class ApiKeyGate {
  readonly #keys: ApiKeys
  readonly #wrong: RateLimit

  constructor({ keys, wrongKeys }: { keys: ApiKeys; wrongKeys: Rate }) {
    this.#keys = keys
    this.#wrong = new RateLimit(wrongKeys)
  }

  async tenantOf(request: FastifyRequest): Promise<TenantId> {
    await this.#wrong.demand(request.ip)
    try {
      return await this.#keys.tenantOf(bearerOf(request) ?? '')
    } catch (error) {
      if (error instanceof VisavisError) await this.#wrong.take(request.ip)
      throw error
    }
  }
}
