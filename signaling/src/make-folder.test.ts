import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'
import { startProblem } from './start-problem.ts'

test('a folder is made with those above it, for this user alone', async () => {
  await using parent = await temporaryFolder()
  const path = join(parent.path, 'a/b/c')
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(path, 'd'))])
  await makeFolder(path)
  expect((await stat(path)).mode & 0o777).toBe(0o700)
})

test.runIf(process.platform === 'linux')(
  'where nothing can be made that is said at once',
  async () => {
    const problem = await makeFolder('/proc/visavis/data').catch(startProblem)
    expect(problem).toMatch(/^\/proc\/visavis cannot be made\. .*VISAVIS_DATA_DIR/)
  },
  1_000,
)

test.each(['file', 'file/below', 'link'])('%s is in the way', async (name) => {
  await using parent = await temporaryFolder()
  await writeFile(join(parent.path, 'file'), '')
  await symlink('nowhere', join(parent.path, 'link'))
  const problem = await makeFolder(join(parent.path, name)).catch(startProblem)
  expect(problem).toContain('is not a folder')
})

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'visavis-folder-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
