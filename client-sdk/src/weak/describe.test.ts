import { describe, expect, it } from 'vitest'
import {
  withoutProbeRepeats,
  withPacketTime,
  withPictureRepeats,
  withSsrcs,
  withVoiceFeedback,
  withVoiceRepeats,
} from './describe.ts'

const SDP = [
  'v=0',
  'm=audio 7 UDP/TLS/RTP/SAVPF 111',
  'a=rtpmap:111 opus/48000/2',
  'a=rtcp-fb:111 nack',
  'a=fmtp:111 stereo=0;usedtx=1;useinbandfec=1',
  'a=mid:s0',
  'a=msid:slots voice',
  'm=video 7 UDP/TLS/RTP/SAVPF 101',
  'a=rtpmap:101 VP8/90000',
  'a=rtcp-fb:101 nack',
  'a=mid:s1',
  'a=msid:slots face',
  '',
].join('\r\n')

describe('a description', () => {
  it('asks a voice for longer packets, and for usual ones again', () => {
    const long = withPacketTime(SDP, 60)
    expect(long).toContain('a=fmtp:111 stereo=0;usedtx=1;useinbandfec=1;ptime=60\r\n')
    expect(withPacketTime(long, 60)).toBe(long)
    expect(withPacketTime(long, null)).toBe(SDP)
    const sorted = SDP.replace('stereo=0;', 'ptime=60;stereo=0;')
    expect(withPacketTime(sorted, 60)).toBe(sorted)
    expect(withPacketTime(sorted, null)).toBe(SDP)
    const apart = SDP.replace('a=mid:s0', 'a=ptime:60\r\na=mid:s0')
    expect(withPacketTime(apart, 60)).toBe(apart)
    expect(withPacketTime(apart, null)).toBe(SDP)
  })

  it('names what arrives, once', () => {
    const pins = [
      { mid: 's0', ssrcs: [1] },
      { mid: 's1', ssrcs: [2, 3] },
    ]
    const named = withSsrcs(SDP, pins)
    expect(named).toContain('a=ssrc:1 cname:slots\r\na=ssrc:1 msid:slots voice\r\nm=video')
    expect(named).toContain('a=ssrc-group:FID 2 3\r\n')
    expect(withSsrcs(named, pins)).toBe(named)
    const sorted = named.replace('a=ssrc-group:FID 2 3\r\n', '').concat('a=ssrc-group:FID 2 3\r\n')
    expect(withSsrcs(sorted, pins)).toBe(sorted)
    expect(withSsrcs(named, [{ mid: 's0', ssrcs: [9] }])).not.toContain('a=ssrc:1 ')
  })

  it('asks for no probe again', () => {
    const feedback = ['transport-cc', 'ccm fir', 'nack', 'nack pli']
    const lines = feedback.map((kind) => `a=rtcp-fb:127 ${kind}\r\n`).join('')
    const probes = `${SDP}m=video 7 UDP/TLS/RTP/SAVPF 127\r\na=mid:probator\r\n`
    const quiet = withoutProbeRepeats(probes + lines)
    expect(quiet).toBe(`${probes}a=rtcp-fb:127 transport-cc\r\n`)
    expect(withoutProbeRepeats(quiet)).toBe(quiet)
  })

  it('leaves repeats of a voice out and takes them in, and never those of a picture', () => {
    const without = withVoiceRepeats(SDP, false)
    expect(without).not.toContain('a=rtcp-fb:111 nack')
    expect(without).toContain('a=rtcp-fb:101 nack')
    expect(withVoiceRepeats(without, true)).toBe(SDP)
  })

  it('leaves feedback on a voice out and takes it in, where it was offered', () => {
    const numbers = 'a=extmap:5 http://example/transport-wide-cc-extensions-01\r\n'
    const feedback = 'a=rtcp-fb:111 transport-cc\r\n'
    const map = /a=rtpmap:111 .*\r\n/
    const voice = SDP.replace(map, (line) => line + feedback + numbers)
    const both = `${voice}${numbers}`
    const without = withVoiceFeedback(both, false, both)
    expect(without).toBe(`${SDP}${numbers}`)
    expect(withVoiceFeedback(without, false, both)).toBe(without)
    expect(withVoiceFeedback(without, true, both)).toBe(both)
    expect(withVoiceFeedback(voice, false, SDP)).toBe(voice)
    expect(withVoiceFeedback(without, true, without)).toBe(without)
  })

  it('leaves repeats of a picture out and takes them in, and never those of a voice', () => {
    const without = withPictureRepeats(SDP, false)
    expect(without).not.toContain('a=rtcp-fb:101 nack')
    expect(without).toContain('a=rtcp-fb:111 nack')
    expect(withPictureRepeats(without, true)).toBe(SDP)
  })
})
