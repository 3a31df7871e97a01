/** What became of messages that were numbered from 0 and sent in that order. */
export interface ChatCheck {
  readonly lost: number
  readonly doubled: number
  readonly reordered: number
}

export function checkMessages(numbers: readonly number[], sent: number): ChatCheck {
  const distinct = new Set(numbers)
  const inOrder = [...distinct]
  return {
    lost: sent - distinct.size,
    doubled: numbers.length - distinct.size,
    reordered: inOrder.filter((number, index) => number < (inOrder[index - 1] ?? number)).length,
  }
}
