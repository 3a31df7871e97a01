declare global {
  var visavisBackground: { leave(): void; comeBack(): void }
}

/**
 * Runs in a page before a call: afterwards `visavisBackground` can do to it what a phone does to a page that is left. Its sockets are
 * closed and none can be opened, its camera and microphone are taken.
 */
export function rememberWhatPhonesTake(): void {
  const sockets = new Set<WebSocket>()
  const tracks = new Set<MediaStreamTrack>()
  let isAway = false

  const Original = globalThis.WebSocket
  globalThis.WebSocket = class extends Original {
    constructor(url: string | URL) {
      super(url)
      sockets.add(this)
      if (isAway) this.close()
    }
  }
  const { mediaDevices } = navigator
  const open = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await open(constraints)
    for (const track of stream.getTracks()) tracks.add(track)
    return stream
  }
  const clone = MediaStreamTrack.prototype.clone
  MediaStreamTrack.prototype.clone = function copy(this: MediaStreamTrack) {
    const track = clone.call(this)
    tracks.add(track)
    return track
  }

  const see = (state: DocumentVisibilityState) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    document.dispatchEvent(new Event('visibilitychange'))
  }
  globalThis.visavisBackground = {
    leave() {
      isAway = true
      see('hidden')
      for (const socket of sockets) socket.close()
      for (const track of tracks) {
        track.stop()
        // Pages hear of what the system ends, not of what they stop themselves.
        track.dispatchEvent(new Event('ended'))
      }
      tracks.clear()
    },
    comeBack() {
      isAway = false
      see('visible')
    },
  }
}
