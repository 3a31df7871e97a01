import { buildApp } from 'fauxqs'

const PORT = 8333
const BUCKET = 'visavis-recordings'

/** Debian has no S3-compatible store. This one is in this process, and forgets. */
export async function startStore(host: string): Promise<AsyncDisposable> {
  const app = buildApp({ host, logger: false })
  await app.listen({ host, port: PORT })
  const made = await fetch(`http://${host}:${PORT}/${BUCKET}`, { method: 'PUT' })
  if (!made.ok) throw new Error(`The store makes no bucket: ${made.status}`)
  return { [Symbol.asyncDispose]: () => app.close() }
}
