import type { Page } from 'puppeteer'

/** What went wrong in a page: uncaught errors, console errors, violations of its security policy. */
export interface PageProblems {
  readonly list: readonly string[]
}

/** Collects from now on. */
export function watchPageProblems(page: Page): PageProblems {
  const list: string[] = []
  page.on('pageerror', (error) => list.push(`uncaught: ${String(error)}`))
  page.on('console', (message) => {
    if (message.type() === 'error') list.push(`console: ${message.text()}`)
  })
  return { list }
}
