/** `4:07`, or `1:02:03` from an hour on, in the digits of the locale. */
export function formatDuration(tag: string, ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1_000))
  const hours = Math.floor(total / 3_600)
  const minutes = Math.floor((total % 3_600) / 60)
  const padded = new Intl.NumberFormat(tag, { minimumIntegerDigits: 2, useGrouping: false })
  const plain = new Intl.NumberFormat(tag, { useGrouping: false })
  const parts = hours > 0 ? [plain.format(hours), padded.format(minutes)] : [plain.format(minutes)]
  return [...parts, padded.format(total % 60)].join(':')
}

/** The same length for a screen reader: `4 minutes, 7 seconds`. */
export function spokenDuration(tag: string, ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1_000))
  const parts = [
    [Math.floor(total / 3_600), 'hour'],
    [Math.floor((total % 3_600) / 60), 'minute'],
    [total % 60, 'second'],
  ] as const
  const shown = parts.filter(([value, unit]) => value > 0 || (unit === 'second' && total === 0))
  const words = shown.map(([value, unit]) =>
    new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(value),
  )
  return new Intl.ListFormat(tag, { type: 'unit', style: 'long' }).format(words)
}

export function formatTime(tag: string, at: number): string {
  return new Intl.DateTimeFormat(tag, { timeStyle: 'short' }).format(at)
}

/** One or two letters that stand for a person without a picture. Empty without a name. */
export function initialsOf(name: string | null): string {
  const words = (name ?? '').trim().split(/\s+/u).filter(Boolean)
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1)
  return picked.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('')
}

export function languageName(tag: string, locale: string): string {
  return new Intl.DisplayNames(tag, { type: 'language', fallback: 'code' }).of(locale) ?? locale
}
