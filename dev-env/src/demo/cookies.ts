import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CookieSerializeOptions } from '@fastify/cookie'
import { makeFolder } from '@visavis/signaling'
import type { FastifyReply, FastifyRequest } from 'fastify'

const MONTH_SECONDS = 30 * 24 * 3_600
const RANDOM = '[A-Za-z0-9_-]{22}'
const VISITOR = new RegExp(`^(${RANDOM})$`)
const ADVISOR = new RegExp(`^(${RANDOM})\\.(\\d{1,3})$`)

/** Signs the demo's cookies, so that only this server's are believed. Made at the first start. */
export async function openCookieSecret(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'keys')
  const path = join(folder, 'demo-cookies.key')
  await makeFolder(folder)
  const fresh = randomBytes(32).toString('base64url')
  await writeFile(path, fresh, { mode: 0o600, flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  return readFile(path, 'utf8')
}

export interface AdvisorCookie {
  readonly id: string
  readonly index: number
}

/** The browser's own visitor, the same at every visit. */
export function visitorOf(request: FastifyRequest, reply: FastifyReply): string {
  const known = VISITOR.exec(read(request, 'visavis_visitor'))?.[1]
  const id = known ?? newId()
  if (!known) write(request, reply, 'visavis_visitor', id)
  return id
}

/** `undefined` for a browser that has not been let in. */
export function advisorOf(request: FastifyRequest): AdvisorCookie | undefined {
  const [, id, index] = ADVISOR.exec(read(request, 'visavis_advisor')) ?? []
  return id === undefined ? undefined : { id, index: Number(index) }
}

export function letAdvisorIn(
  request: FastifyRequest,
  reply: FastifyReply,
  index: number,
): AdvisorCookie {
  const id = newId()
  write(request, reply, 'visavis_advisor', `${id}.${index}`)
  return { id, index }
}

function read(request: FastifyRequest, name: string): string {
  const { valid, value } = request.unsignCookie(request.cookies[name] ?? '')
  return valid ? value : ''
}

function write(request: FastifyRequest, reply: FastifyReply, name: string, value: string): void {
  const options: CookieSerializeOptions = {
    httpOnly: true,
    maxAge: MONTH_SECONDS,
    path: '/demo',
    sameSite: 'strict',
    secure: request.protocol === 'https',
    signed: true,
  }
  reply.setCookie(name, value, options)
}

function newId(): string {
  return randomBytes(16).toString('base64url')
}
