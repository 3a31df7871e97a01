export { type FilmedPart, FilmedRecording } from './filmed-recording.ts'
export { loudness, type Probe, probe } from './probe.ts'
export { randomSchedule } from './random-schedule.ts'
export { type Outcome, type Schedule, simulate } from './simulated-log.ts'
