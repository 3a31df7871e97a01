/** A drawn screen with something to read, as somebody shares it. */
export function drawnScreen(): MediaStreamTrack {
  const canvas = document.createElement('canvas')
  canvas.width = 1280
  canvas.height = 720
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  let tick = 0

  function draw(): void {
    if (!pen) return
    tick += 1
    pen.fillStyle = '#ffffff'
    pen.fillRect(0, 0, 1280, 720)
    pen.fillStyle = '#eef1f0'
    pen.fillRect(0, 0, 1280, 56)
    pen.fillStyle = '#22302c'
    pen.font = '600 34px system-ui, sans-serif'
    pen.fillText('Aurora: cleaning the group head', 64, 132)
    pen.font = '24px system-ui, sans-serif'
    const lines = [
      '1. Let the machine cool down.',
      '2. Turn the screw to the left.',
      '3. Take out the seal.',
    ]
    for (const [index, line] of lines.entries()) pen.fillText(line, 64, 200 + index * 48)
    pen.fillStyle = '#0f6a5b'
    pen.fillRect(64, 380, 200 + (tick % 40) * 4, 10)
  }

  draw()
  setInterval(draw, 200)
  const [track] = canvas.captureStream(5).getVideoTracks()
  if (!track) throw new Error('no track')
  return track
}
