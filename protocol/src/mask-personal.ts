import { plainCharacters } from './plain-characters.ts'

/** In place of what is hidden. Of one length, so that it tells nothing. */
const STARS = '*****'

/**
 * The text with e-mail addresses, telephone and card numbers, IBANs and postal addresses behind stars. Finds what is written as people write it
 * in the languages of the interface; it is a help against looking over shoulders and into transcripts, not a proof that nothing is left.
 */
export function maskPersonal(text: string): string {
  return RULES.reduce(hide, text)
}

/** What to show for what was found; the same where it is nothing personal. `before` is what stands before it. */
type Mask = (found: string, before: string) => string
type Rule = readonly [pattern: RegExp, mask: Mask]

/** Enough for a word or two. */
const BEFORE_CHARACTERS = 40

const RULES: readonly Rule[] = [
  [/[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu, maskEmail],
  [/\b[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]{4}){2,7}(?:[ .-]?[A-Z0-9]{1,3})?\b/gi, maskIban],
  // In the groups that are on cards, whatever follows; then in any.
  [/(?<!\d|\d[.-])\d{4}([ .-])(?:\d{4}\1\d{4}\1\d{4}|\d{6}\1\d{4,5})(?!\d)/g, maskCard],
  [/(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)/g, maskCard],
  [
    /(?<![\p{Script=Latin}\p{N}*])[+(]?\d[\d ()./-]{5,20}\d(?![\p{Script=Latin}\p{N}])/gu,
    maskPhone,
  ],
  ...nationalPhones().map((pattern): Rule => [pattern, maskNational]),
  ...addresses().map((pattern): Rule => [pattern, () => STARS]),
]

/** Found where characters are plain, replaced in the text as it is. */
function hide(text: string, [pattern, mask]: Rule): string {
  const plain = plainCharacters(text)
  let shown = ''
  let end = 0
  for (const { 0: found, index } of plain.matchAll(pattern)) {
    const masked = mask(found, plain.slice(Math.max(0, index - BEFORE_CHARACTERS), index))
    if (masked === found) continue
    shown += text.slice(end, index) + masked
    end = index + found.length
  }
  return shown + text.slice(end)
}

/** Telephone numbers that begin with neither `+` nor 0, in the groups of their countries. */
function nationalPhones(): RegExp[] {
  const forms = [
    // North America, Colombia
    String.raw`(?:1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}`,
    // China
    String.raw`1[3-9]\d[ -]?\d{4}[ -]?\d{4}`,
    // Spain, Peru
    String.raw`[6-9]\d{2}([ .-])(?!000)\d{3}\1\d{3}`,
    String.raw`[6-9]\d{2}([ .-])\d{2}\1\d{2}\1\d{2}`,
    String.raw`\(?[89][1-8]\)?[ .-]\d{3}[ .-]?\d{2}[ .-]?\d{2}`,
    String.raw`(?:6\d|7[1-9])\d{7}`,
    // Mexico, Argentina, Chile
    String.raw`\(?(?:11|33|55|56|81)\)? \d{4}[ -]\d{4}`,
    String.raw`9 \d{4}[ -]\d{4}`,
  ]
  const notWithin = String.raw`(?<![\p{Script=Latin}\p{N}*+]|\p{N}[.,-]|\p{Sc} ?)`
  const noAmount = String.raw`(?![\p{N}\p{Script=Latin}]|[.,-]\p{N}| ?(?:\p{Sc}|%|(?:EUR|USD|GBP|CHF|JPY|CNY|SAR|AED|euros?|dollars?|pesos|[cm]?m|k?g)(?!\p{L})|[元円万]|ريال|درهم|جنيه))`
  return forms.map((form) => new RegExp(`${notWithin}${form}${noAmount}`, 'giu'))
}

/** A number and a street's name, or the other way round, and what follows a postal code. */
function addresses(): RegExp[] {
  return [
    /(?<![\p{N}])\d{1,5}[a-z]?,? (?:[\p{L}'’.-]{1,30} ){1,4}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|square|terrace)\b\.?/giu,
    /(?<!\p{L})\p{L}[\p{L}-]{1,40}(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer) ?\d{1,4} ?[a-z]?(?!\p{L})/giu,
    /(?<![\p{N}])\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|allée|impasse|quai) [\p{L}'’-]{1,30}(?: [\p{L}'’-]{1,30}){0,4}/giu,
    /(?<!\p{L})(?:calle|c\/|avenida|avda\.?|plaza|paseo) ?[\p{L}'’.-]{1,30}(?: [\p{L}'’.-]{1,30}){0,4},? \d{1,4}/giu,
    /\p{Script=Han}{1,12}(?:路|街|道|巷|弄) ?\d{1,5} ?(?:号|弄)(?:[\p{Script=Han}\d-]{0,12}(?:室|单元|楼))?/gu,
    /〒 ?\d{3}-?\d{4}/gu,
    /\p{Script=Han}{1,6}[都道府県][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,20}[\d-]{1,12}/gu,
    /(?:شارع|طريق)(?: [\p{Script=Arabic}\d]{1,20}){1,3}/gu,
    /(?<![\p{N}])\d{5} \p{Lu}\p{L}{2,30}(?!\p{L})/gu,
  ]
}

function maskEmail(found: string): string {
  const [local = ''] = found
  return `${local}${STARS}@${STARS}`
}

/** Its check digits tell an IBAN from an order number, and where it ends from the words that follow. */
function maskIban(found: string): string {
  for (let end = found.length; end >= IBAN_CHARACTERS; end -= 1) {
    const isGroup = end === found.length || SEPARATOR.test(found.charAt(end))
    if (isGroup && isIban(found.slice(0, end))) return STARS + found.slice(end)
  }
  return found
}

const SEPARATOR = /[ .-]/
/** The shortest, Norway's. */
const IBAN_CHARACTERS = 15

function isIban(text: string): boolean {
  const compact = text.replaceAll(/[ .-]/g, '')
  const turned = `${compact.slice(4)}${compact.slice(0, 4)}`
  const digits = [...turned].map((character) => Number.parseInt(character, 36)).join('')
  const rest = [...digits].reduce((sum, digit) => (sum * 10 + Number(digit)) % 97, 0)
  return compact.length >= IBAN_CHARACTERS && rest === 1
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

const DAY = String.raw`(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}\.\d{1,2}\.?)`
/** One, or from one to another, perhaps with the hour. */
const DATE = new RegExp(String.raw`^${DAY}(?: ?- ?${DAY})?(?: \d{1,2}(?:\.\d{2})?)?$`)

/** Written as one, with a prefix. A price or an order number is none. */
function maskPhone(found: string, before: string): string {
  const digits = found.replaceAll(/\D/g, '')
  const isLong = digits.length >= 7 && digits.length <= 15
  const isWritten = /^\+/.test(found) || (/^\(?0(?!\.)/.test(found) && !LABEL.test(before))
  return isLong && isWritten && !DATE.test(found) ? STARS : found
}

/** What a number is of that is no telephone's. */
const LABEL = new RegExp(
  `(?:[#№]|${[
    String.raw`(?<!\p{L})(?:order|serial|invoice|item|sku|ean|bestell|auftrag|rechnung|artikel|serien|commande|facture|série|article|pedido|factura|serie|artículo|r[ée]f|mod[eè]l|tracking|sendung|seguimiento|suivi)\p{Script=Latin}{0,12}(?: (?:is|ist|est|es))?`,
    '(?:订单|发票|注文|請求|製造|商品)(?:番号|号码|编号|号)?[はが是]?',
    '(?:[单货编型序品列]号|[型品]番)[はが是]?',
    '(?:طلب|الطلب|فاتورة|الفاتورة|التسلسلي)(?: هو)?',
  ].join(
    '|',
  )})[ .:#-]{0,3}(?:(?:no|nr|n[°º]|n\\.[°º]|num|number|nummer|numéro|número|رقم)[ .:#-]{0,3})?$`,
  'iu',
)

function maskNational(found: string, before: string): string {
  return LABEL.test(before) ? found : STARS
}
