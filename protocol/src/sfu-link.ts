import type { SfuNotice, SfuNoticeParams, SfuRequest } from './sfu-control.ts'

/** One answer of a batch. `code` is an `ErrorCode` where the node knows one, else `internal`. */
export type SfuAnswer =
  | { readonly result: Readonly<Record<string, unknown>> }
  | { readonly error: { readonly code: string; readonly message: string } }

export type SfuNoticeEvent = {
  [N in SfuNotice]: { readonly notice: N; readonly params: SfuNoticeParams<N> }
}[SfuNotice]

/**
 * A media node as signaling sees it: the same whether it runs in this process or at the other end of a
 * WebSocket. `send` answers one entry for each request, in order, and rejects only when the link is down.
 */
export interface SfuLink extends AsyncDisposable {
  send(requests: readonly SfuRequest[]): Promise<readonly SfuAnswer[]>
  /** Returns a function that stops listening. */
  onNotice(listener: (event: SfuNoticeEvent) => void): () => void
  /** Somebody else commands the session from now on: what is remembered of it here may go. */
  forget?(session: string): void
  close(): Promise<void>
}
