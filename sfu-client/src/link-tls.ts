import { readFile } from 'node:fs/promises'

/** PEM. Both ends of a link show a certificate, and take one of `ca` alone. */
export interface LinkTls {
  readonly cert: string
  readonly key: string
  readonly ca: string
}

/** Where its parts are, as in the settings. */
export interface LinkTlsFiles {
  readonly sfuTlsCert: string | null
  readonly sfuTlsKey: string | null
  readonly sfuTlsCa: string | null
}

/** `undefined` where links are not encrypted. */
export async function readLinkTls(files: LinkTlsFiles): Promise<LinkTls | undefined> {
  const { sfuTlsCert, sfuTlsKey, sfuTlsCa } = files
  if (sfuTlsCert === null || sfuTlsKey === null || sfuTlsCa === null) return undefined
  const [cert, key, ca] = await Promise.all([
    readFile(sfuTlsCert, 'utf8'),
    readFile(sfuTlsKey, 'utf8'),
    readFile(sfuTlsCa, 'utf8'),
  ])
  return { cert, key, ca }
}
