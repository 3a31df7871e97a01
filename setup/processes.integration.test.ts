import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { withLock } from './lock.mjs'
import { ROOT } from './paths.mjs'
import { runStep } from './run-step.mjs'
import { SetupError } from './setup-error.mjs'
import { temporaryFolder } from './temporary-folder.ts'

test('of two set-ups that need the same thing, one waits for the other', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'a.lock')
  const log: string[] = []
  const work = (name: string) => async () => {
    log.push(`${name} begins`)
    await new Promise((resolve) => setImmediate(resolve))
    log.push(`${name} ends`)
  }
  await Promise.all([withLock(file, work('a')), withLock(file, work('b'))])
  expect(log[1]).toBe(log[0]?.replace('begins', 'ends'))
  expect(log).toHaveLength(4)
})

test('a lock is free again after its work failed', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'a.lock')
  const failing = withLock(file, () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(await withLock(file, async () => 'yes')).toBe('yes')
})

test('a step gives its output, and its progress as it goes', async () => {
  const details: string[] = []
  const output = await runStep({
    title: 'Counting',
    command: ['sh', '-c', 'echo one; echo two >&2'],
    detailOf: (chunk) => {
      details.push(chunk.trim())
      return undefined
    },
  })
  expect(output.split('\n').toSorted()).toEqual(['', 'one', 'two'])
  expect(details.join(' ').split(/\s/).toSorted()).toEqual(['one', 'two'])
})

test('a step that fails is named, with its output and the advice', async () => {
  const command = ['sh', '-c', 'echo the reason; exit 3']
  const error = await runStep({ title: 'Building', command, advice: 'Look.' }).catch(String)
  expect(error).toBe('SetupError: Building failed: exit code 3')
  const step = runStep({ title: 'Building', command, advice: 'Look.' })
  await expect(step).rejects.toSatisfy(
    (cause) =>
      cause instanceof SetupError &&
      cause.report() === 'Building failed: exit code 3\n  | the reason\nLook.',
  )
})

test('a command that does not exist and one that takes too long are failed steps', async () => {
  const missing = runStep({ title: 'Looking', command: ['visavis-no-such-command'] })
  await expect(missing).rejects.toThrow(/^Looking failed: .*ENOENT/)
  const slow = runStep({ title: 'Waiting', command: ['sleep', '60'], timeoutMs: 50 })
  await expect(slow).rejects.toThrow('Waiting failed: ended by SIGTERM')
})

test('an unknown task is refused with the list of those there are', async () => {
  const child = spawn(process.execPath, [join(ROOT, 'setup/launch.mjs'), 'strat'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', (chunk) => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(text).toContain('There is no task named "strat".\nChoose one of start, ')
})

test('words that a task would ignore are refused before anything is done', async () => {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'setup/launch.mjs'), 'setup', '--wrkers', '3'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  const [text] = await Promise.all([
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'exit'),
  ])
  expect(text.join('')).toContain('"npm run setup" takes no options, and was given --wrkers 3.')
  expect(child.exitCode).toBe(1)
})

test('arguments, the environment and the exit code pass through', async () => {
  await using folder = await temporaryFolder()
  const script = join(folder.path, 'a script.mjs')
  await writeFile(script, "console.log(process.argv.slice(2).join('|'), process.env.GIVEN)\n")
  const child = launch(script, ['--host', '0.0.0.0', 'a b'])
  expect(await firstLine(child)).toBe('--host|0.0.0.0|a b yes')
  expect(await once(child, 'exit')).toEqual([0, null])

  await writeFile(script, 'process.exit(7)\n')
  expect(await once(launch(script), 'exit')).toEqual([7, null])
})

test('a signal reaches the task, which ends in its own time', async () => {
  await using folder = await temporaryFolder()
  const script = join(folder.path, 'task.mjs')
  const lines = [
    "process.on('SIGTERM', () => process.exit(5))",
    'setInterval(() => {}, 1_000)',
    "console.log('up')",
  ]
  await writeFile(script, lines.join('\n'))
  const child = launch(script)
  expect(await firstLine(child)).toBe('up')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([5, null])
})

test('a task that a signal ended gives the exit code that shells give', async () => {
  await using folder = await temporaryFolder()
  const script = join(folder.path, 'task.mjs')
  await writeFile(script, "process.kill(process.pid, 'SIGKILL')\n")
  expect(await once(launch(script), 'exit')).toEqual([137, null])
})

test('a script of npm ends when the shell that npm runs it in does', async () => {
  const code = `
    import { endWithNpm } from ${JSON.stringify(join(ROOT, 'setup/end-with-npm.mjs'))}
    process.on('SIGTERM', () => { console.log('told'); process.exit() })
    setInterval(() => {}, 1_000)
    endWithNpm(process.env)
    console.log('up')
  `
  const shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1"; :', process.execPath, code], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  expect(await firstLine(shell)).toBe('up')
  shell.kill('SIGKILL')
  expect(await firstLine(shell)).toBe('told')
})

/** Runs a script as the launcher runs the one of a task. */
function launch(script: string, args: readonly string[] = []): ChildProcess {
  const task = { needs: [], script: relative(ROOT, script) }
  const code = `
    import { runTask } from ${JSON.stringify(join(ROOT, 'setup/run-task.mjs'))}
    const environment = { node: process.execPath, cache: '', env: { ...process.env, GIVEN: 'yes' } }
    const task = ${JSON.stringify(task)}
    process.exitCode = await runTask({ task, args: ${JSON.stringify(args)}, environment })
  `
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('The task has no output.')
  const [chunk] = await once(stdout.setEncoding('utf8'), 'data')
  return String(chunk).trim()
}
