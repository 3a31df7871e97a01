// Modules that exist only in the build.

declare module '*.svg?raw' {
  const source: string
  export default source
}

declare module 'visavis-messages:*' {
  const loaders: import('./translator.ts').MessageLoaders
  export default loaders
}
