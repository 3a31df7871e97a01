import { isIPv6 } from 'node:net'

/** One household or host has a whole /64 of IPv6 addresses. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return mapped[1]
  const [head = '', tail = ''] = address.split('::')
  const groups = head.split(':')
  const missing = 8 - groups.length - (tail ? tail.split(':').length : 0)
  const all = address.includes('::') ? [...groups, ...Array(missing).fill('0')] : groups
  return all.slice(0, 4).join(':')
}
