import type { Params } from '@visavis/protocol/browser'
import { expect, it } from 'vitest'
import type { Request } from '../connection/request.ts'
import { type Finding, NetworkReports } from './network-reports.ts'

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }

function told(findings: readonly (readonly [at: number, finding: Finding])[]) {
  const reports: unknown[] = []
  const request = (async (_method: string, params: Params<'network.report'>) => {
    reports.push(params)
    return {}
  }) as unknown as Request
  const teller = new NetworkReports({ request, logger: SILENT })
  for (const [at, finding] of findings) teller.tell(finding, at)
  return reports
}

it('tells nothing of a good network', () => {
  expect(told([[0, { isWeak: false }]])).toEqual([])
})

it('tells at once that there is no room for video, with the least there is a picture for', () => {
  expect(told([[0, { isWeak: true, receiveBps: null }]])).toEqual([
    { isWeak: true, receiveBps: 5_000 },
  ])
})

it('tells rates now and then, those that grew sooner, and that it is over at once', () => {
  const reports = told([
    [0, { isWeak: true, receiveBps: 10_000 }],
    [500, { isWeak: true, receiveBps: 40_000 }],
    [1_500, { isWeak: true, receiveBps: 42_000 }],
    [3_000, { isWeak: true, receiveBps: 44_000 }],
    [4_500, { isWeak: true, receiveBps: 20_000 }],
    [6_000, { isWeak: true, receiveBps: 20_000 }],
    [6_500, { isWeak: false }],
  ])
  expect(reports).toEqual([
    { isWeak: true, receiveBps: 8_500 },
    { isWeak: true, receiveBps: 35_700 },
    { isWeak: true, receiveBps: 17_000 },
    { isWeak: false },
  ])
})
