/** A place in a session description, and as what it is sent: itself, and its repeats where they come apart. */
export interface Pin {
  readonly mid: string
  readonly ssrcs: readonly number[]
}

/** Length of a voice's packets, as an answer asks for it. `null` leaves it to the browser: 20 ms. */
export function withPacketTime(sdp: string, ms: number | null): string {
  return mapVoices(sdp, (section, opus) => {
    const line = new RegExp(`^(a=fmtp:${opus} [^\r\n]*)`, 'm')
    return section.replace(line, (format) => {
      const current = /[ ;]ptime=(\d+)/.exec(format)?.[1] ?? null
      if (current === (ms === null ? null : String(ms))) return format
      const bare = format.replace(/([ ;])ptime=\d+;?/, '$1').replace(/;$/, '')
      return ms === null ? bare : `${bare};ptime=${ms}`
    })
  })
}

/** Whether a voice is sent again where it was lost: on a network that is full, repeats only fill it more. */
export function withVoiceRepeats(sdp: string, isRepeated: boolean): string {
  return mapVoices(sdp, (section, opus) => {
    const line = `a=rtcp-fb:${opus} nack\r\n`
    if (section.includes(line) === isRepeated) return section
    if (!isRepeated) return section.replace(line, '')
    return section.replace(/^a=rtpmap:.* opus\/.*\r\n/m, (format) => format + line)
  })
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

/** `change` gets a section of a voice and Opus' payload type in it. */
function mapVoices(sdp: string, change: (section: string, opus: string) => string): string {
  return mapSections(sdp, (section) => {
    const opus = /^a=rtpmap:(\d+) opus\//m.exec(section)?.[1]
    return section.startsWith('m=audio') && opus ? change(section, opus) : section
  })
}

function mapSections(sdp: string, change: (section: string) => string): string {
  return sdp
    .split(/(?=^m=)/m)
    .map((section) => (section.startsWith('m=') ? change(section) : section))
    .join('')
}
