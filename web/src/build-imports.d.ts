// Modules that exist only in the build.

declare module 'visavis-messages:*' {
  import type { MessageLoaders } from '@visavis/client-sdk/ui'

  const loaders: MessageLoaders
  export default loaders
}
