/** @throws {Error} naming the option. */
export function readCount(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`${name} must be a whole number above 0, not ${text}`)
}

/** Those that were named, or all of them. @throws {Error} naming the option. */
export function readChoices<T extends string>(
  name: string,
  texts: readonly string[],
  choices: readonly T[],
): readonly T[] {
  if (texts.length === 0) return choices
  return texts.map((text) => {
    const found = choices.find((choice) => choice === text)
    if (found) return found
    throw new Error(`${name} must be one of ${choices.join(', ')}, not ${text}`)
  })
}
