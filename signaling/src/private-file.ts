import { randomBytes } from 'node:crypto'
import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hasCode } from './has-code.ts'

/** Puts a file in the place of what is there, for its owner alone. It appears complete or not at all. */
export function replacePrivateFile(path: string, text: string): Promise<void> {
  return throughDraft(path, text, (draft) => rename(draft, path))
}

/** The same where there is none yet. Of several processes that make it at once, one does, and the others leave it as it is. */
export function makePrivateFile(path: string, text: string): Promise<void> {
  return throughDraft(path, text, (draft) => link(draft, path).catch(ignoreExisting))
}

/** Drafts have random names: processes of several containers share folders, and process ids. */
async function throughDraft(
  path: string,
  text: string,
  publish: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  try {
    await writeDurably(draft, text)
    await publish(draft)
  } finally {
    await rm(draft, { force: true })
  }
  await syncDirectory(dirname(path))
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(text)
  await file.sync()
}

async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, 'r')
  await directory.sync()
}

function ignoreExisting(error: unknown): void {
  if (!hasCode(error, 'EEXIST')) throw error
}
