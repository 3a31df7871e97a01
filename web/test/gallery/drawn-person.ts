/** How somebody looks. Colours are CSS. */
export interface Look {
  readonly wall: string
  readonly skin: string
  readonly hair: string
  readonly clothes: string
  readonly hasLongHair: boolean
}

export const ADVISOR: Look = {
  wall: '#c9bfae',
  skin: '#e3b594',
  hair: '#5b3a29',
  clothes: '#24453f',
  hasLongHair: true,
}

export const SHOPPER: Look = {
  wall: '#8ea3ad',
  skin: '#b9835c',
  hair: '#1f1a19',
  clothes: '#d8cdb8',
  hasLongHair: false,
}

/**
 * A drawn person instead of a camera, gently moving. Self-contained: its source is also put into pages.
 */
export function drawnPerson(look: Look, size: { width: number; height: number }): MediaStreamTrack {
  const canvas = document.createElement('canvas')
  canvas.width = size.width
  canvas.height = size.height
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  const unit = size.height / 100

  function ellipse(colour: string, x: number, y: number, rx: number, ry: number): void {
    if (!pen) return
    pen.fillStyle = colour
    pen.beginPath()
    pen.ellipse(x * unit, y * unit, rx * unit, ry * unit, 0, 0, Math.PI * 2)
    pen.fill()
  }

  function draw(): void {
    if (!pen) return
    const time = performance.now() / 1_000
    const centre = size.width / unit / 2 + Math.sin(time * 0.7) * 1.2
    const nod = Math.sin(time * 1.1) * 0.7
    const light = pen.createLinearGradient(0, 0, size.width, size.height)
    light.addColorStop(0, '#ffffff')
    light.addColorStop(0.35, look.wall)
    light.addColorStop(1, look.wall)
    pen.fillStyle = light
    pen.fillRect(0, 0, size.width, size.height)
    pen.fillStyle = 'rgb(255 255 255 / 35%)'
    pen.fillRect(8 * unit, 8 * unit, 26 * unit, 40 * unit)
    if (look.hasLongHair) ellipse(look.hair, centre, 50 + nod, 21, 29)
    ellipse(look.clothes, centre, 108, 42, 34)
    ellipse(look.skin, centre, 72, 8, 14)
    ellipse(look.hair, centre, 36 + nod, 18.5, 20)
    ellipse(look.skin, centre, 45 + nod, 15.5, 20)
    ellipse(look.hair, centre - 3, 28 + nod, 15, 8)
    const isBlinking = time % 3.4 < 0.12
    ellipse('#2a211d', centre - 6, 44 + nod, 1.5, isBlinking ? 0.3 : 1.5)
    ellipse('#2a211d', centre + 6, 44 + nod, 1.5, isBlinking ? 0.3 : 1.5)
    pen.strokeStyle = '#9c4b3f'
    pen.lineWidth = 1.1 * unit
    pen.lineCap = 'round'
    pen.beginPath()
    pen.arc(centre * unit, (53 + nod) * unit, 5 * unit, 0.25 * Math.PI, 0.75 * Math.PI)
    pen.stroke()
  }

  draw()
  setInterval(draw, 50)
  const [track] = canvas.captureStream(20).getVideoTracks()
  if (!track) throw new Error('no track')
  return track
}
