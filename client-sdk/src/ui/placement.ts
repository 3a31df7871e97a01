export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** Where a self-view rests. Logical, so that a mirrored layout mirrors it. */
export type Corner = 'start-top' | 'end-top' | 'start-bottom' | 'end-bottom'

/** Keeps a box of `size` inside `area`, `margin` pixels from its edges where it fits. */
export function clampInto(area: Size, size: Size, at: Point, margin: number): Point {
  return {
    x: clamp(at.x, margin, area.width - size.width - margin),
    y: clamp(at.y, margin, area.height - size.height - margin),
  }
}

export function nearestCorner(area: Size, centre: Point, direction: 'ltr' | 'rtl'): Corner {
  const isLeft = centre.x < area.width / 2
  const inline = isLeft === (direction === 'ltr') ? 'start' : 'end'
  return `${inline}-${centre.y < area.height / 2 ? 'top' : 'bottom'}`
}

/** The corner that an arrow key moves to; `null` for any other key. */
export function cornerAfterKey(
  corner: Corner,
  key: string,
  direction: 'ltr' | 'rtl',
): Corner | null {
  const [inline, block] = corner.split('-') as [inline: 'start' | 'end', block: 'top' | 'bottom']
  const left = direction === 'ltr' ? 'start' : 'end'
  const right = direction === 'ltr' ? 'end' : 'start'
  switch (key) {
    case 'ArrowLeft':
      return `${left}-${block}`
    case 'ArrowRight':
      return `${right}-${block}`
    case 'ArrowUp':
      return `${inline}-top`
    case 'ArrowDown':
      return `${inline}-bottom`
    default:
      return null
  }
}

/** The step of an arrow key in pixels; `null` for any other key. */
export function arrowStep(key: string, pixels: number): Point | null {
  const steps: Readonly<Record<string, Point>> = {
    ArrowLeft: { x: -pixels, y: 0 },
    ArrowRight: { x: pixels, y: 0 },
    ArrowUp: { x: 0, y: -pixels },
    ArrowDown: { x: 0, y: pixels },
  }
  return steps[key] ?? null
}

/** `low` wins where the bounds cross. */
function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
