import { availableParallelism, networkInterfaces } from 'node:os'

/** What settings are derived from when they are not set. */
export interface Machine {
  readonly cores: number
  /** IPv4 addresses that other machines may reach, in the system's order. */
  readonly externalAddresses: readonly string[]
}

export function thisMachine(): Machine {
  const externalAddresses = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
  return { cores: availableParallelism(), externalAddresses }
}
