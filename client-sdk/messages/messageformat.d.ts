// The package's own types describe a default export that Node does not see.

declare module '@messageformat/core' {
  export default class MessageFormat {
    constructor(locale: string)
  }
}

declare module '@messageformat/core/compile-module.js' {
  import type MessageFormat from '@messageformat/core'

  export default function compileModule(
    messageFormat: MessageFormat,
    messages: Readonly<Record<string, string>>,
  ): string
}
