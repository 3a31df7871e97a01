export { NetworkWatch } from './network-watch.ts'
