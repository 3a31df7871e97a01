import type { Random } from '../network/random.ts'

/** Each of them so many times, in random order. */
export function schedule<T>(choices: readonly T[], times: number, random: Random): T[] {
  const order = choices.flatMap((choice) => Array.from({ length: times }, () => choice))
  for (let end = order.length - 1; end > 0; end -= 1) {
    const other = Math.floor(random() * (end + 1))
    const [last, chosen] = [order[end], order[other]]
    if (last !== undefined && chosen !== undefined) [order[end], order[other]] = [chosen, last]
  }
  return order
}
