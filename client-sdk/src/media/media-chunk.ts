/** What is not needed before a transport is made, and loaded apart. */
export { Device } from 'mediasoup-client'
export { keepLayers } from './peer-connection.ts'
