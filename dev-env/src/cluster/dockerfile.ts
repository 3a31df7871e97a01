import { readFileSync } from 'node:fs'
import { DockerfileParser, type ImageTemplate } from 'dockerfile-ast'
import Type from 'typebox'
import { Parse } from 'typebox/value'

const Words = Type.Array(Type.String())

/** One of a Dockerfile's images, with what it has from the ones before. */
export interface ImageTarget {
  readonly base: string
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly user: string | undefined
  readonly healthcheck: readonly string[]
  readonly ports: readonly string[]
  /** What is copied from the build's context. */
  readonly sources: readonly string[]
  /** Commands that make it. */
  readonly runs: readonly string[]
}

const NOTHING = {
  ...{ command: [], env: {}, user: undefined, healthcheck: [] },
  ...{ ports: [], sources: [], runs: [] },
}

/** The images of a Dockerfile by name. */
export function readDockerfile(path: string): ReadonlyMap<string, ImageTarget> {
  const file = DockerfileParser.parse(readFileSync(path, 'utf8'))
  const targets = new Map<string, ImageTarget>()
  for (const from of file.getFROMs()) {
    const start = from.getRange()?.start
    const image = start && file.getContainingImage(start)
    const base = from.getImage() ?? ''
    const name = from.getBuildStage() ?? base
    if (image) targets.set(name, targetOf(image, base, targets.get(base)))
  }
  return targets
}

function targetOf(image: ImageTemplate, base: string, parent?: ImageTarget): ImageTarget {
  const before = parent ?? { base, ...NOTHING }
  const instructions = image.getInstructions()
  const last = (keyword: string) =>
    instructions.findLast((one) => one.getKeyword() === keyword)?.getArgumentsContent() ?? ''
  const all = (keyword: string) =>
    instructions
      .filter((one) => one.getKeyword() === keyword)
      .map((one) => one.getArgumentsContent() ?? '')
  const variables = image
    .getENVs()
    .flatMap((env) => env.getProperties())
    .map((property) => [property.getName(), property.getValue() ?? ''])
  return {
    base: before.base,
    command: words(last('CMD')) ?? before.command,
    env: { ...before.env, ...Object.fromEntries(variables) },
    user: last('USER') || before.user,
    healthcheck: words(last('HEALTHCHECK')) ?? before.healthcheck,
    ports: [...before.ports, ...all('EXPOSE')],
    sources: [
      ...before.sources,
      ...all('COPY')
        .filter((copy) => !copy.startsWith('--from'))
        .flatMap((copy) => copy.split(/\s+/).slice(0, -1)),
    ],
    runs: [...before.runs, ...all('RUN')],
  }
}

/** The JSON form of a command, which starts no shell. */
function words(content: string): readonly string[] | undefined {
  const json = /\[.*\]$/s.exec(content)?.[0]
  return json === undefined ? undefined : Parse(Words, JSON.parse(json))
}
