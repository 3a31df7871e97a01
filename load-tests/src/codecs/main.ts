import { parseArgs } from 'node:util'
import { launchBrowser } from '../browser/index.ts'
import { pageScript } from '../browser/page-script.ts'
import { startBlankSite } from '../direct/blank-site.ts'
import { type DotsRow, dotsPanel } from '../report/dots-panel.ts'
import {
  type Figure,
  figureLine,
  isReached,
  keepResults,
  median,
  progress,
  readCount,
} from '../report/index.ts'
import { renderSvg } from '../report/plot.ts'
import type { CodecRun, PageTurns, turnPages } from './page-turns.ts'

const HELP = `Usage: npm run bench:codecs -- [--pages <n>]

How soon each codec makes a shared page of text sharp, and what it costs. About three minutes.

  --pages <n>  turned with each codec and at each limit. Default: 6
  --help`

const CODECS = ['video/VP8', 'video/VP9', 'video/H264', 'video/AV1']
const LIMITS_KBPS = [1_500, 500]

interface Measured extends CodecRun {
  readonly name: string
  readonly maxKbps: number
}

declare global {
  var visavisTurnPages: typeof turnPages
}

const { values } = parseArgs({
  options: { pages: { type: 'string', default: '6' }, help: { type: 'boolean', default: false } },
})
if (values.help) process.stdout.write(`${HELP}\n`)
else await bench(readCount('--pages', values.pages))

async function bench(pages: number): Promise<void> {
  const runs = await measure(pages)
  const figures = runs.flatMap(figuresOf)
  for (const figure of figures) process.stdout.write(`${figureLine(figure)}\n`)
  const subtitle = `${pages} pages each, ${new Date().toISOString()}`
  await keepResults('codecs', { subtitle, figures, runs }, plotOf(runs, subtitle))
  process.exitCode = figures.every(isReached) ? 0 : 1
}

async function measure(pages: number): Promise<Measured[]> {
  await using site = await startBlankSite()
  await using browser = await launchBrowser()
  const page = await browser.newPage()
  const source = new URL('./page-turns.ts', import.meta.url)
  await page.evaluateOnNewDocument(pageScript([source], 'globalThis.visavisTurnPages = turnPages'))
  await page.goto(site.url)
  const runs: Measured[] = []
  for (const maxKbps of LIMITS_KBPS) {
    for (const mimeType of CODECS) {
      const name = mimeType.replace('video/', '')
      progress(`${name} at ${maxKbps} kbps`)
      const turns: PageTurns = { mimeType, maxKbps, pages }
      const run = await page.evaluate((options) => visavisTurnPages(options), turns)
      if (run) runs.push({ name, maxKbps, ...run })
    }
  }
  return runs
}

function figuresOf({ name, maxKbps, sharpMs, kilobytes, encodeMs }: Measured): Figure[] {
  const row = `codecs.${name.toLowerCase()}-${maxKbps}-kbps`
  const n = sharpMs.length
  return [
    { figure: `${row}.sharp-after`, value: median(sharpMs), unit: 'ms', n },
    { figure: `${row}.page`, value: median(kilobytes), unit: 'KB', n },
    { figure: `${row}.encode`, value: encodeMs, unit: 'ms/frame', n },
  ]
}

function plotOf(runs: readonly Measured[], subtitle: string): string {
  const panels = LIMITS_KBPS.map((limit) => {
    const rows = runs.filter(({ maxKbps }) => maxKbps === limit).map(asRow)
    const title = `A page of text is sharp, ${limit} kbps`
    return dotsPanel({ title, unit: 'ms', baseline: 'VP8', rows })
  })
  return renderSvg({ title: 'Codecs for a shared screen', subtitle, panels })
}

function asRow({ name, sharpMs }: Measured): DotsRow {
  return { name, values: sharpMs, isBaseline: name === 'VP8' }
}
