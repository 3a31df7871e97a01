import type { types } from 'mediasoup-client'

/** Resolves when packets can pass; with `false` when the transport is closed first. */
export function untilConnected(transport: types.Transport): Promise<boolean> {
  return new Promise((resolve) => {
    const check = () => {
      if (transport.connectionState !== 'connected' && !transport.closed) return
      transport.off('connectionstatechange', check)
      transport.observer.off('close', check)
      resolve(!transport.closed)
    }
    transport.on('connectionstatechange', check)
    transport.observer.on('close', check)
    check()
  })
}
