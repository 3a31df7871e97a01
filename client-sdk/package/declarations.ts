import { glob, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

const PROTOCOL = '@visavis/protocol/browser'
const SPECIFIER = /(from |import\()'([^']+)'/g

/**
 * Makes the compiler's declarations of `folder` stand alone: imports name published files, and files
 * that no entry reaches are removed.
 */
export async function finishDeclarations(
  folder: string,
  entries: readonly string[],
): Promise<void> {
  const reached = new Set<string>()
  for (const entry of entries) await finish(join(folder, entry), { folder, reached })
  for await (const file of glob('**/*.d.ts', { cwd: folder })) {
    if (!reached.has(join(folder, file))) await rm(join(folder, file))
  }
}

async function finish(
  file: string,
  context: { readonly folder: string; readonly reached: Set<string> },
): Promise<void> {
  if (context.reached.has(file)) return
  context.reached.add(file)
  const text = await readFile(file, 'utf8')
  const imported: string[] = []
  const finished = text.replaceAll(SPECIFIER, (whole, keyword: string, specifier: string) => {
    const target = targetOf(specifier, { file, folder: context.folder })
    if (!target) return whole
    imported.push(target)
    const path = relative(dirname(file), target).replace(/\.d\.ts$/, '.js')
    return `${keyword}'${path.startsWith('.') ? path : `./${path}`}'`
  })
  await writeFile(file, finished)
  for (const target of imported) await finish(target, context)
}

/** The declaration file of a module of ours; nothing for other packages. */
function targetOf(
  specifier: string,
  { file, folder }: { file: string; folder: string },
): string | undefined {
  if (specifier === PROTOCOL) return join(folder, 'protocol/src/browser.d.ts')
  if (!specifier.startsWith('.')) return undefined
  return join(dirname(file), specifier.replace(/\.ts$/, '.d.ts'))
}
