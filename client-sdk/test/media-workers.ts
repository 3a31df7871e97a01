import { readdir, readFile } from 'node:fs/promises'

/** Process ids of the media workers that this process started. */
export async function mediaWorkers(): Promise<number[]> {
  const tasks = await readdir('/proc/self/task')
  const children = await Promise.all(
    tasks.map((task) => readFile(`/proc/self/task/${task}/children`, 'utf8')),
  )
  const pids = children.flatMap((list) => list.split(' ').filter(Boolean)).map(Number)
  const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')))
  return pids.filter((_, index) => names[index]?.includes('mediasoup-worker'))
}
