/** Of each take's manifest in the store. */
export const MANIFEST = 'manifest.json'
