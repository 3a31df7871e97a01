// Ends with 0 when the address answers that all is well. Images have no other program to ask with.
const [url = ''] = process.argv.slice(2)
const response = await fetch(url, { signal: AbortSignal.timeout(2_500) })
process.exitCode = response.ok ? 0 : 1
