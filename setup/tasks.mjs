/**
 * @typedef {'packages' | 'browsers' | 'database' | 'redis' | 'relay' | 'proxy' | 'monitoring' | 'recordings' | 'worker' | 'pages'} Need
 *
 * @typedef {object} Task
 * @property {readonly Need[]} needs in the order in which they are made sure of
 * @property {string} script run by Node 24, relative to the checkout
 * @property {readonly string[]} [args] before those of the command line
 * @property {boolean} [takesNothing] whether words on the command line are a mistake
 * @property {boolean} [dotEnv] whether settings are read from `.env` too
 */

const VITEST = 'node_modules/vitest/vitest.mjs'
const BIOME = 'node_modules/@biomejs/biome/bin/biome'

/** @type {readonly Need[]} */
const EVERYTHING = [
  'packages',
  'browsers',
  'database',
  'redis',
  'relay',
  'proxy',
  'monitoring',
  'recordings',
  'worker',
  'pages',
]

/** @type {Readonly<Record<string, Task>>} */
export const TASKS = {
  start: {
    needs: ['packages', 'worker', 'pages'],
    script: 'dev-env/src/main.ts',
    dotEnv: true,
  },
  serve: {
    needs: ['packages', 'worker', 'pages'],
    script: 'dev-env/src/serve.ts',
    dotEnv: true,
  },
  signaling: { needs: ['packages'], script: 'signaling/src/main.ts', dotEnv: true },
  sfu: { needs: ['packages', 'worker'], script: 'sfu/src/main.ts', dotEnv: true },
  recorder: { needs: ['packages'], script: 'recorder/src/main.ts', dotEnv: true },
  cluster: {
    needs: ['packages', 'database', 'redis', 'relay', 'proxy', 'monitoring', 'worker', 'pages'],
    script: 'dev-env/src/cluster/main.ts',
  },
  admin: { needs: ['packages'], script: 'signaling/src/cli.ts', dotEnv: true },
  build: { needs: ['packages'], script: 'web/build.ts' },
  'build:sdk': { needs: ['packages'], script: 'client-sdk/build.ts' },
  test: { needs: EVERYTHING, script: 'setup/test.mjs' },
  verify: { needs: ['packages'], script: 'setup/verify.mjs' },
  unit: { needs: ['packages'], script: VITEST, args: ['run', '--project', 'unit'] },
  integration: {
    needs: [
      'packages',
      'database',
      'redis',
      'proxy',
      'monitoring',
      'recordings',
      'worker',
      'pages',
    ],
    script: VITEST,
    args: ['run', '--project', 'integration'],
  },
  e2e: { needs: EVERYTHING, script: VITEST, args: ['run', '--project', 'e2e*'] },
  format: { needs: ['packages'], script: BIOME, args: ['check', '--write'] },
  lint: { needs: ['packages'], script: BIOME, args: ['lint'] },
  types: { needs: ['packages'], script: 'node_modules/typescript/bin/tsc', args: ['-b'] },
  knip: { needs: ['packages'], script: 'node_modules/knip/bin/knip.js' },
  generate: { needs: ['packages'], script: 'setup/generate.mjs' },
  picture: { needs: EVERYTHING, script: 'web/test/picture.ts' },
  'bench:call': { needs: EVERYTHING, script: 'load-tests/src/call/main.ts' },
  'bench:connect': { needs: EVERYTHING, script: 'load-tests/src/connect/main.ts' },
  'bench:weak': { needs: EVERYTHING, script: 'load-tests/src/weak/main.ts' },
  'bench:recording': { needs: EVERYTHING, script: 'load-tests/src/recording/main.ts' },
  'bench:transports': {
    needs: ['packages', 'worker'],
    script: 'load-tests/src/transports/main.ts',
  },
  'bench:codecs': { needs: EVERYTHING, script: 'load-tests/src/codecs/main.ts' },
  'bench:cluster': {
    needs: ['packages', 'database', 'redis'],
    script: 'load-tests/src/cluster/main.ts',
  },
  chaos: { needs: EVERYTHING, script: 'load-tests/src/chaos/main.ts' },
  'bad-network': { needs: ['packages'], script: 'load-tests/src/network/main.ts' },
  setup: { needs: EVERYTHING, script: 'setup/say-done.mjs', takesNothing: true },
}

export function taskNames() {
  return Object.keys(TASKS)
}
