import type { StoredObject } from './recording-store.ts'

/** `undefined` for what is no JSON, which fits no schema. */
export async function readJson(object: StoredObject): Promise<unknown> {
  const text = (await object.read(0, object.size)).toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
