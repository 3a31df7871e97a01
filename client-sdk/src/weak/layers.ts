/** Which layers of a sender are sent, the smallest first. */
export function activeLayers(sender: RTCRtpSender): boolean[] {
  return sender.getParameters().encodings.map(({ active = true }) => active)
}

/** Sends these layers and no others. One that is not named is sent. */
export async function setActiveLayers(
  sender: RTCRtpSender,
  active: readonly boolean[],
): Promise<void> {
  const parameters = sender.getParameters()
  parameters.encodings.forEach((encoding, layer) => {
    encoding.active = active[layer] ?? true
  })
  await sender.setParameters(parameters)
}
