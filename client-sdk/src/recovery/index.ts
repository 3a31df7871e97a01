export { MediaCare } from './media-care.ts'
export { SocketCare } from './socket-care.ts'
