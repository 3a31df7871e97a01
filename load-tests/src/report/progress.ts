/** Progress goes to standard error: standard output is for figures alone. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`)
}
