const TEXT_OID = 25
const HEAD_BYTES = 20
const LENGTH_BYTES = 4

/**
 * A `text[]` parameter in PostgreSQL's binary form (`array_recv`), which `pg` sends as it is. Quoting JSON into an array literal and
 * taking it apart again would cost as much as storing it.
 */
export function textArray(values: readonly (string | null)[]): Buffer {
  const sizes = values.map((value) => (value === null ? 0 : Buffer.byteLength(value)))
  const bytes = sizes.reduce((sum, size) => sum + LENGTH_BYTES + size, HEAD_BYTES)
  const array = Buffer.allocUnsafe(bytes)
  let offset = writeHead(array, values.length)
  values.forEach((value, index) => {
    offset = array.writeInt32BE(value === null ? -1 : (sizes[index] ?? 0), offset)
    if (value !== null) offset += array.write(value, offset)
  })
  return array
}

/** One dimension that begins at 1, in which nulls may occur. */
function writeHead(array: Buffer, length: number): number {
  let offset = array.writeInt32BE(1, 0)
  offset = array.writeInt32BE(1, offset)
  offset = array.writeInt32BE(TEXT_OID, offset)
  offset = array.writeInt32BE(length, offset)
  return array.writeInt32BE(1, offset)
}
