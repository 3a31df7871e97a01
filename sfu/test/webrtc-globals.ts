/// <reference lib="dom" />
import wrtc from '@roamhq/wrtc'

// mediasoup-client looks for WebRTC where a browser has it.
Object.assign(globalThis, {
  MediaStream: wrtc.MediaStream,
  MediaStreamTrack: wrtc.MediaStreamTrack,
  RTCPeerConnection: wrtc.RTCPeerConnection,
  RTCSessionDescription: wrtc.RTCSessionDescription,
  RTCRtpSender: wrtc.RTCRtpSender,
  RTCRtpReceiver: wrtc.RTCRtpReceiver,
})
