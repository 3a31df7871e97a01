export interface Size {
  readonly width: number
  readonly height: number
}

export const SCREEN: Size = { width: 1920, height: 1080 }

/** In a page of a Firefox without a display, which has no screen to share: a drawing that moves stands in for it. */
export function offerScreen({ width, height }: Size): void {
  // An empty page, which has no devices, comes first.
  const devices: MediaDevices | undefined = navigator.mediaDevices
  if (!devices) return
  devices.getDisplayMedia = async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height })
    const context = canvas.getContext('2d')
    const draw = () => {
      if (!context) return
      context.fillStyle = `hsl(${performance.now() / 20} 80% 50%)`
      context.fillRect(0, 0, width / 2, height)
    }
    draw()
    setInterval(draw, 100)
    return canvas.captureStream(10)
  }
}
