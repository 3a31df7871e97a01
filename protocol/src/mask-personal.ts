/** In place of what is hidden. Of one length, so that it tells nothing. */
const STARS = '*****'

/**
 * The text with e-mail addresses, telephone and card numbers, IBANs and postal addresses behind stars. Finds what is written as people write it
 * in the languages of the interface; it is a help against looking over shoulders and into transcripts, not a proof that nothing is left.
 */
export function maskPersonal(text: string): string {
  return RULES.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), text)
}

type Rule = readonly [pattern: RegExp, mask: (found: string) => string]

const RULES: readonly Rule[] = [
  [/[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu, maskEmail],
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, maskIban],
  [/(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d])/g, maskCard],
  [/(?<![\p{L}\p{N}*])[+(]?\d[\d ()./-]{5,20}\d(?![\p{L}\p{N}])/gu, maskPhone],
  ...addresses().map((pattern): Rule => [pattern, () => STARS]),
]

/** A number and a street's name, or the other way round, and what follows a postal code. */
function addresses(): RegExp[] {
  return [
    /(?<![\p{N}])\d{1,5}[a-z]?,? (?:[\p{L}'’.-]{1,30} ){1,4}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|square|terrace)\b\.?/giu,
    /(?<!\p{L})\p{L}[\p{L}-]{1,40}(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer) ?\d{1,4} ?[a-z]?(?!\p{L})/giu,
    /(?<![\p{N}])\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|allée|impasse|quai) [\p{L}'’-]{1,30}(?: [\p{L}'’-]{1,30}){0,4}/giu,
    /(?<!\p{L})(?:calle|c\/|avenida|avda\.?|plaza|paseo) ?[\p{L}'’.-]{1,30}(?: [\p{L}'’.-]{1,30}){0,4},? \d{1,4}/giu,
    /\p{Script=Han}{1,12}(?:路|街|道|巷|弄) ?\d{1,5} ?(?:号|弄)(?:[\p{Script=Han}\d-]{0,12}(?:室|单元|楼))?/gu,
    /〒 ?\d{3}-?\d{4}/gu,
    /\p{Script=Han}{1,6}[都道府県][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,20}[\d０-９-]{1,12}/gu,
    /(?:شارع|طريق)(?: [\p{Script=Arabic}\d]{1,20}){1,3}/gu,
    /(?<![\p{N}])\d{5} \p{Lu}\p{L}{2,30}(?!\p{L})/gu,
  ]
}

function maskEmail(found: string): string {
  const [local = ''] = found
  return `${local}${STARS}@${STARS}`
}

/** Its check digits tell an IBAN from an order number. */
function maskIban(found: string): string {
  const compact = found.replaceAll(' ', '')
  const turned = `${compact.slice(4)}${compact.slice(0, 4)}`
  const digits = [...turned].map((character) => Number.parseInt(character, 36)).join('')
  const rest = [...digits].reduce((sum, digit) => (sum * 10 + Number(digit)) % 97, 0)
  return rest === 1 ? STARS : found
}

/** Cards' numbers add up (Luhn); the last four digits may be shown. */
function maskCard(found: string): string {
  const digits = found.replaceAll(/\D/g, '')
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0 ? `${STARS}${digits.slice(-4)}` : found
}

const DATE = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})$/
const AMERICAN = /^\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}$/
const CHINESE_MOBILE = /^1[3-9]\d[ -]?\d{4}[ -]?\d{4}$/

/** Written as one: with a prefix, or in the groups of a country. A price or an order number is none. */
function maskPhone(found: string): string {
  const digits = found.replaceAll(/\D/g, '')
  const isLong = digits.length >= 7 && digits.length <= 15
  const isWritten = /^[+(]?0|^\+/.test(found) || AMERICAN.test(found) || CHINESE_MOBILE.test(found)
  return isLong && isWritten && !DATE.test(found) ? STARS : found
}
