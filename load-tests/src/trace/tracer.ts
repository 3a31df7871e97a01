/** Something that happened in a page, on its wall clock (`timeOrigin + now()`, milliseconds). */
export interface TraceMark {
  readonly name: string
  readonly at: number
}

/** In a page, before its own scripts: notes what the page does on the way to its first frame. */
export function startTracer(): TraceMark[] {
  const marks: TraceMark[] = []
  const mark = (name: string) => {
    marks.push({ name, at: performance.timeOrigin + performance.now() })
  }
  traceClicks(mark)
  traceFetch(mark)
  traceSocket(mark)
  tracePeerConnections(mark)
  traceCamera(mark)
  return marks
}

type Mark = (name: string) => void

function traceClicks(mark: Mark): void {
  addEventListener('click', () => mark('click'), true)
}

function traceFetch(mark: Mark): void {
  const original = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input, location.href)
    mark(`fetch ${pathname}`)
    const response = await original(input, init)
    mark(`fetch ${pathname} done`)
    return response
  }
}

function traceSocket(mark: Mark): void {
  const requests = new Map<number, string>()
  const Original = globalThis.WebSocket
  globalThis.WebSocket = class extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      mark('socket new')
      this.addEventListener('open', () => mark('socket open'))
      this.addEventListener('message', ({ data }) => mark(`< ${answerName(data, requests)}`))
    }
    override send(data: string): void {
      mark(`> ${requestName(data, requests)}`)
      super.send(data)
    }
  }
}

function requestName(data: string, requests: Map<number, string>): string {
  const { id, method } = JSON.parse(data) as { id: number; method: string }
  requests.set(id, method)
  return method
}

function answerName(data: string, requests: Map<number, string>): string {
  const { id, method, error, params } = JSON.parse(data)
  if (method === 'room.events') {
    return `room.events ${params.events.map(({ type }: { type: string }) => type).join(' ')}`
  }
  return method ?? `${requests.get(id) ?? id}${error ? ` ${error.data?.code}` : ''}`
}

/** A connection is named after the first that it does: offering to send, or taking an offer. */
function tracePeerConnections(mark: Mark): void {
  const Original = globalThis.RTCPeerConnection
  globalThis.RTCPeerConnection = class extends Original {
    #role = 'new'
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      mark('peer new')
      this.addEventListener('iceconnectionstatechange', () =>
        this.#mark(`ice ${this.iceConnectionState}`),
      )
      this.addEventListener('connectionstatechange', () => this.#mark(this.connectionState))
      this.addEventListener('track', ({ track }) => {
        track.addEventListener('unmute', () => this.#mark(`first packet ${track.kind}`))
      })
    }
    override async setLocalDescription(description?: RTCLocalSessionDescriptionInit) {
      if (this.#role === 'new') this.#role = 'send'
      this.#mark('setLocal')
      await super.setLocalDescription(description)
      this.#mark('setLocal done')
    }
    override async setRemoteDescription(description: RTCSessionDescriptionInit) {
      if (this.#role === 'new') this.#role = 'receive'
      this.#mark('setRemote')
      await super.setRemoteDescription(description)
      this.#mark('setRemote done')
    }
    #mark(what: string): void {
      mark(`${this.#role} ${what}`)
    }
  }
}

function traceCamera(mark: Mark): void {
  const devices = navigator.mediaDevices
  if (!devices) return
  const original = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (constraints) => {
    mark('getUserMedia')
    const stream = await original(constraints)
    mark('getUserMedia done')
    return stream
  }
}
