/** Each of them is one UTF-16 unit, as is what stands for it. */
const FOLDS: readonly (readonly [pattern: RegExp, fold: (character: string) => string])[] = [
  // Arabic-Indic and Persian digits.
  [/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 0xf)],
  // Full-width ASCII.
  [/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)],
  // Spaces that do not break, or are wider or narrower.
  [/[\u00A0\u2000-\u200A\u202F\u3000]/g, () => ' '],
  // Hyphens, dashes and the minus sign.
  [/[\u2010-\u2015\u2212]/g, () => '-'],
]

/** The text with digits, spaces and hyphens of all scripts in ASCII. Of the same length: everything is at its place. */
export function plainCharacters(text: string): string {
  return FOLDS.reduce((plain, [pattern, fold]) => plain.replace(pattern, fold), text)
}
