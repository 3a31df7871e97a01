export { MediaBatch } from './media-batch.ts'
export { type LinkState, SfuClient, type SfuClientOptions } from './sfu-client.ts'
