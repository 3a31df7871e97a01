/** Stops sending all but the voice where there is no room for it, and sends it as before again. The devices stay open. */
export class OtherMedia {
  /** Layers that were sent. */
  readonly #stopped = new Map<RTCRtpSender, readonly boolean[]>()

  async apply(senders: readonly RTCRtpSender[], isStopped: boolean): Promise<void> {
    if (isStopped) await Promise.all(senders.map((sender) => this.#stop(sender)))
    else await Promise.all([...this.#stopped.keys()].map((sender) => this.#start(sender)))
  }

  /** A layer that is added meanwhile is stopped when this is asked for again. */
  async #stop(sender: RTCRtpSender): Promise<void> {
    const active = activeLayers(sender)
    if (!active.includes(true)) return
    const before = this.#stopped.get(sender) ?? []
    this.#stopped.set(
      sender,
      active.map((isActive, layer) => isActive || before[layer] === true),
    )
    await setActiveLayers(
      sender,
      active.map(() => false),
    )
  }

  async #start(sender: RTCRtpSender): Promise<void> {
    const active = this.#stopped.get(sender) ?? []
    this.#stopped.delete(sender)
    await setActiveLayers(sender, active)
  }
}

/** Which layers of a sender are sent, the smallest first. */
function activeLayers(sender: RTCRtpSender): boolean[] {
  return sender.getParameters().encodings.map(({ active = true }) => active)
}

/** Sends these layers and no others. One that is not named is sent. */
async function setActiveLayers(sender: RTCRtpSender, active: readonly boolean[]): Promise<void> {
  const parameters = sender.getParameters()
  parameters.encodings.forEach((encoding, layer) => {
    encoding.active = active[layer] ?? true
  })
  await sender.setParameters(parameters)
}
