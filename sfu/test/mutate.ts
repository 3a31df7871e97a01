import fc from 'fast-check'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** Values at and beyond the edges of what a field may hold, and words that mean something in RTP. */
const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.integer(),
  fc.constantFrom<Json>(0, 1, 96, 97, 127, 128, 255, 65_535, 0xffff_ffff, -1, 1.5, 1e300),
  fc.string({ maxLength: 20 }),
  fc.constantFrom<Json>(
    '',
    'video/rtx',
    'audio/opus',
    'video/H264',
    'L1T3',
    'S3T3_KEY',
    'x'.repeat(5_000),
  ),
  fc.constantFrom<Json>(null, true, [], {}),
)

/** A document with a few of its values exchanged, removed or doubled. */
export function mutated<T>(document: T): fc.Arbitrary<T> {
  const change = fc.record({
    place: fc.nat(),
    value: odd,
    how: fc.constantFrom('set', 'drop', 'double'),
  })
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy = structuredClone(document) as Json
    for (const { place, value, how } of changes) apply(copy, place, value, how)
    return copy as T
  })
}

function apply(root: Json, place: number, value: Json, how: string): void {
  const places = [...placesOf(root)]
  const target = places[place % places.length]
  if (!target) return
  const [parent, key] = target
  if (Array.isArray(parent)) {
    if (how === 'double') parent.push(structuredClone(parent[key as number] ?? null))
    else parent.splice(key as number, 1, ...(how === 'set' ? [value] : []))
  } else if (how === 'drop') delete parent[key]
  else parent[key] = value
}

type Parent = Json[] | { [key: string]: Json }

function* placesOf(value: Json): Generator<[Parent, string | number]> {
  if (typeof value !== 'object' || value === null) return
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    yield [value, key]
    yield* placesOf((value as Record<string | number, Json>)[key] ?? null)
  }
}
