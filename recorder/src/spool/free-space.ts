import { statfs } from 'node:fs/promises'
import { VisavisError } from '@visavis/protocol'

/** Two people in high resolution fill this in ten minutes: time to be noticed, and to end what is recorded well. */
const RESERVE_BYTES = 512 * 1024 * 1024

/** Throws `storage-full` before the disk is. */
export async function demandSpace(folder: string, reserveBytes = RESERVE_BYTES): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= reserveBytes) return
  const free = Math.floor((bavail * bsize) / 1024 / 1024)
  throw new VisavisError('storage-full', { detail: `${free} MiB are free.` })
}
