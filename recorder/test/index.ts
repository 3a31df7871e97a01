export { loudness, type Probe, probe } from './probe.ts'
