export { callLink } from './call-link.ts'
export { type LinkTls, type LinkTlsFiles, readLinkTls } from './link-tls.ts'
export { MediaBatch } from './media-batch.ts'
export { type LinkState, SfuClient, type SfuClientOptions } from './sfu-client.ts'
