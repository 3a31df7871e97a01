export type {
  Composite,
  CompositeJob,
  CompositeRequest,
  CompositeState,
  RecordingPlace,
} from './composite/composite.ts'
export { CompositeJobs, type OpenComposite } from './composite/composite-jobs.ts'
export {
  createRecorder,
  openCompositeJobs,
  openKeyRing,
  openRecordingLife,
  openRecordingStore,
} from './create-recorder.ts'
export { GATE, PacketGate } from './gate/packet-gate.ts'
export { KeyRing } from './keys/key-ring.ts'
export type { DeletionReceipt, LegalHold, LifeRecord } from './life/life-record.ts'
export { type LifeEvent, lifeName, RecordingLife } from './life/recording-life.ts'
export { localTime } from './local-time.ts'
export { Intake, type IntakeTrack } from './parts/intake.ts'
export { type TrackFormat, trackFormat } from './parts/track-format.ts'
export type { PartFolder } from './parts/track-recorder.ts'
export type { RecorderLogger } from './recorder-logger.ts'
export { FileSource } from './seal/file-source.ts'
export { type ByteSource, type Damage, SealedReader } from './seal/sealed-reader.ts'
export { type SealedFile, SealedWriter } from './seal/sealed-writer.ts'
export { Recorder, type RecorderOptions } from './service/recorder.ts'
export { TRACK_ENDED } from './service/room-recording.ts'
export type { TokenSource } from './service/tenant-recorder.ts'
export type { RecorderToken } from './signaling/signaling-socket.ts'
export { FolderStore } from './store/folder-store.ts'
export { readJson } from './store/read-json.ts'
export type { RecordingStore, StoredObject } from './store/recording-store.ts'
export { element, float, idBytes, text, uint, wideSize } from './webm/ebml.ts'
