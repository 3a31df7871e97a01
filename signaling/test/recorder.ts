import type {
  RecorderMethod,
  RecorderNotification,
  RecorderNotificationParams,
  RecorderParams,
  RecorderResult,
  RecordingId,
  RoomId,
  TenantId,
} from '@visavis/protocol'
import { type Door, enterAs, type Guest } from './call.ts'
import { ACME } from './start-server.ts'

/** A recorder as far as signaling sees one. */
export class TestRecorder implements Disposable {
  readonly guest: Guest
  readonly name: string

  static async enter(
    server: Door,
    { name = 'r1', tenant = ACME }: { name?: string; tenant?: TenantId } = {},
  ): Promise<TestRecorder> {
    return new TestRecorder(await enterAs(server, { role: 'recorder' }, tenant), name)
  }

  private constructor(guest: Guest, name: string) {
    this.guest = guest
    this.name = name
  }

  request<M extends RecorderMethod>(
    method: M,
    params: RecorderParams<M>,
  ): Promise<RecorderResult<M>> {
    return this.guest.client.raw(method, params)
  }

  refusal<M extends RecorderMethod>(method: M, params: RecorderParams<M>) {
    return this.guest.client.refusal(this.request(method, params))
  }

  claim(room: RoomId, recording: RecordingId): Promise<RecorderResult<'recorder.claim'>> {
    return this.request('recorder.claim', { room, recording, recorder: this.name })
  }

  /** Where nothing listens: what is offered is what counts here. */
  open(room: RoomId): Promise<RecorderResult<'recorder.open'>> {
    const { rtpCapabilities } = this.guest.opening
    return this.request('recorder.open', { room, address: '127.0.0.1', port: 9, rtpCapabilities })
  }

  all<N extends RecorderNotification>(method: N): RecorderNotificationParams<N>[] {
    return this.guest.client.notifications
      .filter((notification) => notification.method === method)
      .map(({ params }) => params as RecorderNotificationParams<N>)
  }

  notified<N extends RecorderNotification>(
    method: N,
    condition: (params: RecorderNotificationParams<N>) => boolean = () => true,
  ): Promise<RecorderNotificationParams<N>> {
    return this.guest.client.until(() => this.all(method).find(condition))
  }

  [Symbol.dispose](): void {
    this.guest[Symbol.dispose]()
  }
}
