import type { Stack, StackOptions } from './stack.ts'

/** The first line is for programs; the rest for people. */
export function readyText(
  mode: StackOptions['mode'],
  { url, invite, notes }: Pick<Stack, 'url' | 'invite'> & { readonly notes: readonly string[] },
): string {
  const lines = [`ready ${url}`, ...notes.map((note) => `  ${note}`)]
  if (mode === 'demo') {
    const link = invite ? `${url}/desk/#invite=${invite}` : `${url}/desk/`
    lines.push('', '  Be the shopper:', `    ${url}/shop/`, '  and the advisor, in another window:')
    lines.push(`    ${link}`)
    if (invite) lines.push('  The link to the desk works once, in the browser that opens it.')
    lines.push('')
  }
  return `${lines.join('\n')}\n`
}
