import { readFileSync } from 'node:fs'
import Type, { type Static } from 'typebox'
import { Check, Errors } from 'typebox/value'
import { parse } from 'yaml'
import { interpolate } from './interpolate.ts'

const Texts = Type.Array(Type.String())
const Command = Type.Union([Type.String(), Texts])

const Condition = Type.Object({
  condition: Type.Enum(['service_healthy', 'service_completed_successfully']),
})

const Healthcheck = Type.Object({
  test: Texts,
  interval: Type.Optional(Type.String()),
  timeout: Type.Optional(Type.String()),
  retries: Type.Optional(Type.Integer()),
})

/** As much of a compose file as ours uses. What is not listed is refused: it would be ignored here and followed there. */
const Service = Type.Object(
  {
    image: Type.Optional(Type.String()),
    build: Type.Optional(
      Type.Object(
        { context: Type.String(), dockerfile: Type.String(), target: Type.String() },
        { additionalProperties: false },
      ),
    ),
    profiles: Type.Optional(Texts),
    command: Type.Optional(Command),
    entrypoint: Type.Optional(Command),
    environment: Type.Optional(Type.Record(Type.String(), Type.String())),
    volumes: Type.Optional(Texts),
    configs: Type.Optional(
      Type.Array(Type.Object({ source: Type.String(), target: Type.String() })),
    ),
    ports: Type.Optional(Texts),
    networks: Type.Optional(
      Type.Object({ inside: Type.Object({ ipv4_address: Type.String({ format: 'ipv4' }) }) }),
    ),
    depends_on: Type.Optional(Type.Record(Type.String(), Condition)),
    healthcheck: Type.Optional(Healthcheck),
    user: Type.Optional(Type.String()),
    init: Type.Optional(Type.Boolean()),
    restart: Type.Optional(Type.String()),
    read_only: Type.Optional(Type.Boolean()),
    tmpfs: Type.Optional(Texts),
    cap_drop: Type.Optional(Texts),
    security_opt: Type.Optional(Texts),
    stop_grace_period: Type.Optional(Type.String()),
    shm_size: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)

const ComposeFile = Type.Object({
  services: Type.Record(Type.String(), Service),
  volumes: Type.Optional(Type.Record(Type.String(), Type.Null())),
  configs: Type.Optional(Type.Record(Type.String(), Type.Object({ content: Type.String() }))),
})

export type ComposeService = Static<typeof Service>
export type ComposeFile = Static<typeof ComposeFile>

/** The files, the later ones over the earlier, with their variables filled in. */
export function readCompose(
  files: readonly string[],
  variables: Readonly<Record<string, string>>,
): ComposeFile {
  const [first, ...overrides] = files.map((file) => readOne(file, variables))
  if (!first) throw new Error('No compose file is given')
  const services = { ...first.services }
  for (const { services: more } of overrides) {
    for (const [name, service] of Object.entries(more)) {
      services[name] = { ...services[name], ...service }
    }
  }
  return { ...first, services }
}

function readOne(file: string, variables: Readonly<Record<string, string>>): ComposeFile {
  const raw: unknown = parse(readFileSync(file, 'utf8'), { merge: true })
  const filled = interpolate(raw, variables)
  if (Check(ComposeFile, filled)) return filled
  const [error] = Errors(ComposeFile, filled)
  throw new Error(`${file} ${error?.instancePath} ${error?.message}`)
}
