import { readdir, readFile } from 'node:fs/promises'

const PAGE_BYTES = 4_096

/** Resident bytes of a process and all its children, as Linux counts them. */
export async function residentBytes(root: number): Promise<number> {
  const processes = await listProcesses()
  const counted = new Set([root])
  for (let found = -1; found !== counted.size; ) {
    found = counted.size
    for (const { pid, parent } of processes) if (counted.has(parent)) counted.add(pid)
  }
  return processes
    .filter(({ pid }) => counted.has(pid))
    .reduce((sum, { resident }) => sum + resident, 0)
}

/** The processes that this one started with a script of that name. */
export async function childrenRunning(script: string): Promise<number[]> {
  const processes = await listProcesses()
  const own = processes.filter(({ parent }) => parent === process.pid)
  const lines = await Promise.all(own.map(({ pid }) => read(`/proc/${pid}/cmdline`)))
  return own.filter((_, index) => lines[index]?.includes(script)).map(({ pid }) => pid)
}

async function listProcesses() {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(names.map((name) => read(`/proc/${name}/stat`)))
  return names.flatMap((name, index) => {
    // The command, in brackets, may hold anything.
    const fields = stats[index]?.slice(stats[index].lastIndexOf(')') + 2).split(' ') ?? []
    if (fields.length < 22) return []
    return [
      { pid: Number(name), parent: Number(fields[1]), resident: Number(fields[21]) * PAGE_BYTES },
    ]
  })
}

/** A process may have ended meanwhile. */
function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
