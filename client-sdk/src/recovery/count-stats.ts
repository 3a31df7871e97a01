/** The sum of one counter over all statistics of a type. */
export function sumOf(report: RTCStatsReport, type: string, key: string): number {
  return [...report.values()]
    .filter((stats) => stats.type === type)
    .reduce((total, stats) => total + (Number(stats[key]) || 0), 0)
}

/** How often the other end has answered when ICE looked after the way: proof that it is there, whatever flows. */
export function countAnswers(report: RTCStatsReport): number {
  return sumOf(report, 'candidate-pair', 'responsesReceived')
}
