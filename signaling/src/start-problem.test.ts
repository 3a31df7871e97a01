import { SettingsError } from '@visavis/settings'
import { expect, test } from 'vitest'
import { DirectoryInUseError } from './database/index.ts'
import { StartError } from './start-error.ts'
import { startProblem } from './start-problem.ts'

const listening = { host: '192.0.2.1', port: 3000 }

test.each([
  new StartError('x is wrong'),
  new SettingsError([{ name: 'X', message: 'x is wrong' }]),
])('an error for operators speaks for itself', (error) => {
  expect(startProblem(error, listening)).toBe('x is wrong')
})

test('a data folder in use names the process', () => {
  const error = new DirectoryInUseError('/data/database', { pid: 42 })
  expect(startProblem(error, listening)).toContain('process 42')
})

test.each([
  ['EADDRINUSE', '3000'],
  ['EACCES', '3000'],
  ['EADDRNOTAVAIL', '192.0.2.1'],
])('%s names what to change', (code, named) => {
  const problem = startProblem(Object.assign(new Error(code), { code }), listening)
  expect(problem).toContain(named)
  expect(problem).not.toContain('\n')
})

test.each([
  ['EACCES', 'this user'],
  ['EROFS', 'cannot be written'],
  ['ENOSPC', 'full'],
  ['ENOTDIR', 'not a folder'],
])('%s of a file names the file and the data folder', (code, reason) => {
  const error = Object.assign(new Error(code), { code, path: '/data/keys' })
  const problem = startProblem(error, listening)
  expect(problem).toMatch(new RegExp(`^/data/keys .*${reason}.*VISAVIS_DATA_DIR`))
  expect(problem).not.toContain('3000')
})

test('a copy that fails names the place that it goes to', () => {
  const paths = { path: '/checkout/empty', dest: '/data/database' }
  const error = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', ...paths })
  expect(startProblem(error, listening)).toMatch(/^\/data\/database is on a disk that is full/)
})

test.each([new TypeError('x is undefined'), 'thrown text', undefined])('a bug is a bug', (bug) => {
  expect(startProblem(bug, listening)).toBeUndefined()
})
