const SLAB_BYTES = 256 * 1024

/**
 * Copies packets that are kept for a while into large buffers. Node gives each packet a buffer of 64 KiB of its own, and
 * hundreds of those a second that live for a second keep the garbage collector busier than all the rest.
 */
export class PacketSlab {
  #slab: Buffer = Buffer.alloc(0)
  #used = 0

  keep(packet: Buffer): Buffer {
    if (this.#used + packet.length > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
      this.#used = 0
    }
    const kept = this.#slab.subarray(this.#used, this.#used + packet.length)
    packet.copy(kept)
    this.#used += packet.length
    return kept
  }
}
