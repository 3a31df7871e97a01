export interface PictureFit {
  /** As drawn, in pixels. */
  readonly width: number
  readonly height: number
  /** How many sizes there are to choose from. */
  readonly layers: number
  /** The one that is chosen now. */
  readonly current: number
}

/** The longer side of the smallest layer of a camera, as it usually is; each layer is twice the one below. */
const SMALLEST_SIDE = 320

/** The smallest layer is coarse, to get through the narrowest network: it is good enough for a box of this side. */
const COARSE_SIDE = 240

/**
 * By how much a chosen layer may be stretched. A box that moves around a border would otherwise change layers, and a key
 * frame comes with each change. More saves bandwidth; a picture that is stretched further looks soft.
 */
const STRETCH = 1.2

/** The smallest layer that fills the box: more pixels than are drawn would be sent for nothing. */
export function fittingLayer({ width, height, layers, current }: PictureFit): number {
  const side = Math.max(width, height)
  let layer = 0
  while (layer < layers - 1 && side > reach(layer, current)) layer += 1
  return layer
}

function reach(layer: number, current: number): number {
  const side = layer === 0 ? COARSE_SIDE : SMALLEST_SIDE * 2 ** layer
  return layer === current ? side * STRETCH : side
}
