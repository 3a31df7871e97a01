import pg from 'pg'

const INT8 = pg.types.builtins.INT8

/**
 * `bigint` columns hold sequence numbers and milliseconds, far below 2^53: numbers, not strings. The rest as
 * `pg` does it: `bytea` a Buffer, `timestamptz` a Date, `numeric` a string, `jsonb` parsed.
 */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? parseInt8
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value))
    throw new RangeError(`${text} is beyond what a number holds exactly.`)
  return value
}
