/** What became of messages that were numbered from 0 and sent in that order. */
export interface ChatCheck {
  readonly lost: number
  readonly doubled: number
  readonly reordered: number
}

/** Of messages that begin with their author and end with their number. */
export function checkAuthor(texts: readonly string[], author: string, sent: number): ChatCheck {
  const own = texts.filter((text) => text.startsWith(author))
  return checkMessages(
    own.map((text) => Number(text.slice(author.length))),
    sent,
  )
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
