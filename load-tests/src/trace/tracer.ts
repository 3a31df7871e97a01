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

function tracePeerConnections(mark: Mark): void {
  let count = 0
  const nextName = () => {
    count += 1
    return `pc${count}`
  }
  const Original = globalThis.RTCPeerConnection
  globalThis.RTCPeerConnection = class extends Original {
    readonly #name = nextName()
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      mark(`${this.#name} new`)
      this.addEventListener('iceconnectionstatechange', () =>
        mark(`${this.#name} ice ${this.iceConnectionState}`),
      )
      this.addEventListener('connectionstatechange', () =>
        mark(`${this.#name} ${this.connectionState}`),
      )
      this.addEventListener('track', ({ track }) => {
        mark(`${this.#name} track ${track.kind}`)
        track.addEventListener('unmute', () => mark(`${this.#name} first packet ${track.kind}`))
      })
    }
    override async setLocalDescription(description?: RTCLocalSessionDescriptionInit) {
      mark(`${this.#name} setLocal`)
      await super.setLocalDescription(description)
      mark(`${this.#name} setLocal done`)
    }
    override async setRemoteDescription(description: RTCSessionDescriptionInit) {
      mark(`${this.#name} setRemote`)
      await super.setRemoteDescription(description)
      mark(`${this.#name} setRemote done`)
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
