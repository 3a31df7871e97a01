import type { RtpCapabilities } from '@visavis/protocol'

/**
 * What a recorder takes of what routers carry: everything without repeats and header extensions. It asks for key frames,
 * and for nothing that was lost on the way from the media node, which is short.
 */
export function recorderCapabilities({ codecs = [] }: RtpCapabilities): RtpCapabilities {
  const isMedia = ({ mimeType }: { mimeType: string }) => !/\/(rtx|red|ulpfec)$/i.test(mimeType)
  return {
    codecs: codecs.filter(isMedia).map((codec) => ({
      ...codec,
      rtcpFeedback: codec.kind === 'video' ? [{ type: 'nack', parameter: 'pli' }] : [],
    })),
    headerExtensions: [],
  }
}
