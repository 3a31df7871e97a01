/** Speech that is understood, and with 60 ms in a packet 9 kbps of headers around it in place of 26. */
const THRIFTY_BPS = 8_000

/** Sends a voice with as little as it can, or as usual again. */
export class Voice {
  /** As it was before. `null`: as usual now. */
  #usual: { readonly sender: RTCRtpSender; readonly maxBitrate: number | undefined } | null = null

  async apply(sender: RTCRtpSender | undefined, isThrifty: boolean): Promise<void> {
    if (isThrifty) await this.#limit(sender)
    else await this.#restore()
  }

  async #limit(sender: RTCRtpSender | undefined): Promise<void> {
    if (!sender || this.#usual?.sender === sender) return
    const before = sender.getParameters().encodings[0]?.maxBitrate
    this.#usual = { sender, maxBitrate: before }
    await setMaxBitrate(sender, THRIFTY_BPS)
  }

  async #restore(): Promise<void> {
    const usual = this.#usual
    this.#usual = null
    if (usual) await setMaxBitrate(usual.sender, usual.maxBitrate)
  }
}

async function setMaxBitrate(sender: RTCRtpSender, maxBitrate: number | undefined): Promise<void> {
  const parameters = sender.getParameters()
  for (const encoding of parameters.encodings) {
    if (maxBitrate === undefined) delete encoding.maxBitrate
    else encoding.maxBitrate = maxBitrate
  }
  await sender.setParameters(parameters)
}
