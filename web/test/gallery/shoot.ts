import { mkdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { launchBrowser } from '@visavis/load-tests/browser'
import { openGallery } from './open-gallery.ts'

// Pictures of the gallery, to look at: `node web/test/gallery/shoot.ts --out shots --lang ar --width 360 desk`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'shots' },
    lang: { type: 'string', default: 'en' },
    width: { type: 'string', default: '1280' },
    scheme: { type: 'string', default: 'light' },
  },
})

await mkdir(values.out, { recursive: true })
await using gallery = await openGallery()
const width = Number(values.width)
await using browser = await launchBrowser({ viewport: { width, height: width < 600 ? 740 : 800 } })
const page = await browser.newPage()
await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: values.scheme }])
await page.goto(gallery.url)
for (const scene of await page.evaluate(() => galleryScenes)) {
  if (!positionals.every((word) => scene.includes(word))) continue
  await page.goto(`${gallery.url}/?scene=${scene}&lang=${values.lang}`)
  await page.evaluate(() => galleryReady)
  // A few frames of the drawn videos, and the window's way in.
  await new Promise((resolve) => setTimeout(resolve, 400))
  await page.screenshot({
    path: `${values.out}/${scene}-${values.lang}-${width}-${values.scheme}.png`,
  })
}
