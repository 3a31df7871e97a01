// Rewrites the files that are made from others. Tests find those that are not up to date.
const GENERATORS = ['./complete-lock.mjs', '../protocol/generate.ts', '../settings/write-sample.ts']

for (const generator of GENERATORS) await import(new URL(generator, import.meta.url).href)
