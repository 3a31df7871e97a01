import { readFile } from 'node:fs/promises'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly dependencies: { readonly typebox?: string }
}

/** `package.json` of the published package. Everything that runs is bundled. */
export async function manifest(): Promise<object> {
  const { name, version, license } = await read('../package.json')
  const protocol = await read('../../protocol/package.json')
  return {
    name,
    version,
    license,
    description: 'Video guidance in the browser: a headless core and a widget',
    type: 'module',
    sideEffects: ['./visavis-guidance.js'],
    exports: {
      '.': { types: './types/client-sdk/src/index.d.ts', default: './index.js' },
      './connection-test': {
        types: './types/client-sdk/src/connection-test/index.d.ts',
        default: './connection-test.js',
      },
      './widget': { types: './visavis-guidance.d.ts', default: './visavis-guidance.js' },
    },
    types: './types/client-sdk/src/index.d.ts',
    // For its types alone: those of answers are derived from the schemas.
    dependencies: { typebox: protocol.dependencies.typebox },
  }
}

async function read(path: string): Promise<Manifest> {
  return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'))
}
