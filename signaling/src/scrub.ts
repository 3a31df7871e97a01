/** What must never be read in a log, by its shape: the last line behind redaction by name. */
const SHAPES: readonly RegExp[] = [
  // Tokens (JWT) and API keys.
  /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g,
  /\bvvk_[0-9a-z]+_[\w-]+/g,
  /\bBearer\s+[^\s"]+/gi,
  // E-mail addresses and phone numbers in international form.
  /[\w.%+-]+@[\w-]+(?:\.[\w-]+)+/g,
  /\+\d[\d ().-]{7,}\d/g,
  // IPv4 but for loopback and "any"; IPv6 with enough groups to be one.
  /\b(?!127\.0\.0\.1\b|0\.0\.0\.0\b)(?:\d{1,3}\.){3}\d{1,3}\b/g,
  /\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b/gi,
  /\b(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}\b/gi,
]

/** The text with everything that looks personal or secret replaced by `*`. */
export function scrub(text: string): string {
  return SHAPES.reduce((rest, shape) => rest.replace(shape, '*'), text)
}
