/**
 * npm leaves a package for another platform out of the lock file when the registry it asked does not have
 * it, and then refuses to install from that very lock file. Such packages are never fetched here: an entry
 * that says which platform they are for is all that npm needs.
 *
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {Record<string, string>} [optionalDependencies]
 *
 * @typedef {{ packages: Record<string, LockEntry> }} LockFile
 */

const PLATFORM =
  /[-/](?<os>android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|aix|win32)-(?<cpu>arm64|arm|x64|ia32|loong64|mips64el|ppc64|riscv64|s390x)(?:-(?<libc>\w+))?$/

/**
 * The lock file with an entry for every optional package.
 *
 * @param {LockFile} lock
 * @returns {LockFile}
 */
export function completeLock(lock) {
  const packages = { ...lock.packages }
  for (const { name, version, dev } of missingOptional(lock)) {
    packages[`node_modules/${name}`] = entryFor(name, version, dev)
  }
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(sorted) }
}

/**
 * Optional packages of other platforms that the lock file does not have.
 *
 * @param {LockFile} lock
 */
export function missingOptional({ packages }) {
  return Object.values(packages).flatMap(({ optionalDependencies = {}, dev = false }) =>
    Object.entries(optionalDependencies)
      .filter(
        ([name]) => !Object.keys(packages).some((key) => key.endsWith(`node_modules/${name}`)),
      )
      .map(([name, version]) => ({ name, version, dev })),
  )
}

/**
 * @param {string} name
 * @param {string} version
 * @param {boolean} dev
 * @returns {LockEntry}
 */
function entryFor(name, version, dev) {
  const { os, cpu, libc } = PLATFORM.exec(name)?.groups ?? {}
  if (!os || !cpu) throw new Error(`The name of ${name} does not tell its platform.`)
  return {
    version,
    cpu: [cpu],
    ...(dev && { dev }),
    ...(os === 'linux' && { libc: [libc?.includes('musl') ? 'musl' : 'glibc'] }),
    optional: true,
    os: [os],
  }
}
