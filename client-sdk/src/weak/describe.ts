/** A place in a session description, and as what it is sent: itself, and its repeats where they come apart. */
export interface Pin {
  readonly mid: string
  readonly ssrcs: readonly number[]
}

/** Length of a voice's packets, as an answer asks for it. `null` leaves it to the browser: 20 ms. */
export function withPacketTime(sdp: string, ms: number | null): string {
  return mapMedia(sdp, 'audio', (section, opus) => {
    const line = new RegExp(`^(a=fmtp:${opus} [^\r\n]*)`, 'm')
    // Chromium takes it from the format, and shows it as a line of its own.
    const current = /(?:[ ;]ptime=|^a=ptime:)(\d+)/m.exec(section)?.[1] ?? null
    if (current === (ms === null ? null : String(ms))) return section
    return section.replace(/^a=ptime:\d+\r\n/m, '').replace(line, (format) => {
      const bare = format.replace(/([ ;])ptime=\d+;?/, '$1').replace(/;$/, '')
      return ms === null ? bare : `${bare};ptime=${ms}`
    })
  })
}

/** Whether a voice is sent again where it was lost: on a network that is full, repeats only fill it more. */
export function withVoiceRepeats(sdp: string, isRepeated: boolean): string {
  return mapMedia(sdp, 'audio', (section, format) => withRepeats(section, format, isRepeated))
}

/** The same for pictures: what was lost of one that is not sent any more would follow it for seconds. */
export function withPictureRepeats(sdp: string, isRepeated: boolean): string {
  return mapMedia(sdp, 'video', (section, format) => withRepeats(section, format, isRepeated))
}

function withRepeats(section: string, format: string, isRepeated: boolean): string {
  const line = `a=rtcp-fb:${format} nack\r\n`
  if (section.includes(line) === isRepeated) return section
  return isRepeated ? afterMap(section, format, line) : section.replace(line, '')
}

const NUMBERS = /^a=extmap:\d+ \S*transport-wide-cc\S*\r\n/m

/**
 * Whether the server tells ten times a second which packets of a voice have arrived. It is for video to go by, and takes a fifth
 * of a network of 30 kbps. `offered` is what this side described: what it did not ask for is not given.
 */
export function withVoiceFeedback(sdp: string, isGiven: boolean, offered: string): string {
  const voice = sectionsOf(offered).find((section) => section.startsWith('m=audio'))
  const numbers = NUMBERS.exec(voice ?? '')?.[0]
  if (!numbers) return sdp
  return mapMedia(sdp, 'audio', (section, format) => {
    if (section.includes(numbers) === isGiven) return section
    const feedback = `a=rtcp-fb:${format} transport-cc\r\n`
    const bare = section.replace(numbers, '').replace(feedback, '')
    return isGiven ? afterMap(bare, format, feedback + numbers) : bare
  })
}

/**
 * Asks for none of the server's probes again, of which nothing is ever shown: the library describes them as video, and on a full
 * network a browser spends more on asking for those that were lost than on a voice.
 */
export function withoutProbeRepeats(sdp: string): string {
  return mapSections(sdp, (section) =>
    section.includes('a=mid:probator\r\n')
      ? section.replace(/^a=rtcp-fb:\d+ (nack|nack pli|ccm fir)\r\n/gm, '')
      : section,
  )
}

/** Names what arrives in places that were negotiated without: a browser can delay only what it was told of. */
export function withSsrcs(sdp: string, pins: readonly Pin[]): string {
  return mapSections(sdp, (section) => {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1]
    const pin = pins.find((one) => one.mid === mid)
    if (!pin || hasSsrcs(section, pin)) return section
    const bare = section.replace(/^a=ssrc(-group)?:.*\r\n/gm, '')
    const stream = /^a=msid:(.*)\r$/m.exec(section)?.[1]
    return bare + ssrcLines(pin.ssrcs, stream)
  })
}

/** A browser may have written the same lines in another order. */
function hasSsrcs(section: string, { ssrcs }: Pin): boolean {
  const named = new Set([...section.matchAll(/^a=ssrc:(\d+) /gm)].map(([, ssrc]) => Number(ssrc)))
  return named.size === ssrcs.length && ssrcs.every((ssrc) => named.has(ssrc))
}

function ssrcLines(ssrcs: readonly number[], stream: string | undefined): string {
  const group = ssrcs.length > 1 ? `a=ssrc-group:FID ${ssrcs.join(' ')}\r\n` : ''
  const lines = ssrcs.map((ssrc) => {
    const msid = stream ? `a=ssrc:${ssrc} msid:${stream}\r\n` : ''
    return `a=ssrc:${ssrc} cname:slots\r\n${msid}`
  })
  return group + lines.join('')
}

/** `change` gets each section of a kind, and the payload type that comes first in it. */
function mapMedia(
  sdp: string,
  kind: 'audio' | 'video',
  change: (section: string, format: string) => string,
): string {
  const opening = new RegExp(`^m=${kind} \\S+ \\S+ (\\d+)`)
  return mapSections(sdp, (section) => {
    const format = opening.exec(section)?.[1]
    return format ? change(section, format) : section
  })
}

/** Adds lines of a format behind the one that says which it is. */
function afterMap(section: string, format: string, lines: string): string {
  return section.replace(new RegExp(`^a=rtpmap:${format} .*\r\n`, 'm'), (map) => map + lines)
}

function sectionsOf(sdp: string): string[] {
  return sdp.split(/(?=^m=)/m)
}

function mapSections(sdp: string, change: (section: string) => string): string {
  return sectionsOf(sdp)
    .map((section) => (section.startsWith('m=') ? change(section) : section))
    .join('')
}
