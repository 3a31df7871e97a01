export { type DemoOptions, type DemoProcess, startDemoProcess } from './demo-process.ts'
