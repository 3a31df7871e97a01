import * as Plot from '@observablehq/plot'
import { JSDOM } from 'jsdom'

const WIDTH = 860
const MARGIN = 24
const TITLE_HEIGHT = 56
const PANEL_TITLE_HEIGHT = 30

export interface Panel {
  readonly title: string
  readonly plot: Plot.PlotOptions
}

export interface Poster {
  readonly title: string
  /** When, where, how often: one line. */
  readonly subtitle: string
  readonly panels: readonly Panel[]
}

/** Panels under one another in a single SVG, readable on light and dark pages. */
export function renderSvg({ title, subtitle, panels }: Poster): string {
  const { document } = new JSDOM('').window
  const drawn = panels.map((panel) => drawPanel(panel, document))
  let top = TITLE_HEIGHT + MARGIN
  const groups = drawn.map(({ heading, svg, height }) => {
    const at = top
    top += PANEL_TITLE_HEIGHT + height + MARGIN
    return `<text x="${MARGIN}" y="${at + 14}" font-size="15" font-weight="600">${heading}</text>
<svg x="${MARGIN}" y="${at + PANEL_TITLE_HEIGHT}" width="${WIDTH - 2 * MARGIN}" height="${height}" ${svg}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" font-family="system-ui, sans-serif" fill="#1b2430" color="#1b2430">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN}" y="${MARGIN + 14}" font-size="20" font-weight="700">${escapeXml(title)}</text>
<text x="${MARGIN}" y="${MARGIN + 38}" font-size="13" fill="#5b6776">${escapeXml(subtitle)}</text>
${groups.join('\n')}
</svg>
`
}

function drawPanel({ title, plot }: Panel, document: Document) {
  const node = Plot.plot({ width: WIDTH - 2 * MARGIN, ...plot, document })
  const svg = node.tagName.toLowerCase() === 'svg' ? node : node.querySelector('svg:last-of-type')
  if (!svg) throw new Error(`The plot ${title} has no picture`)
  const height = Number(svg.getAttribute('height'))
  // The tag's own size and place are the caller's; the rest of it is kept.
  for (const name of ['width', 'height', 'xmlns', 'xmlns:xlink']) svg.removeAttribute(name)
  return { heading: escapeXml(title), svg: svg.outerHTML.replace(/^<svg/, ''), height }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
