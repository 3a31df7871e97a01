export {
  type ControlServer,
  type ControlServerOptions,
  serveControl,
} from './control/control-server.ts'
export { createMediaNode, type MediaNode, type MediaNodeOptions } from './media-node.ts'
export { type NodeRegistration, type RegisterNodeOptions, registerNode } from './register-node.ts'
export { MediaStartError, type StartErrorCode } from './start-error.ts'
