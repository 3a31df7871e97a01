export { LOCALES, type Locale } from '../../messages/locales.ts'
export { Banner } from './banner.ts'
export { buttonStyles } from './button-styles.ts'
export { ACTION_EVENT, type ActionEvent, type CallAction, sendAction } from './call-actions.ts'
export { CallBanners } from './call-banners.ts'
export { CallController } from './call-controller.ts'
export { CallSurface } from './call-surface.ts'
export { CallTimer } from './call-timer.ts'
export { type CallView, type ChatEntry, EMPTY_CALL, type OwnDevice } from './call-view.ts'
export { endedWords, type FailureWords, failureCode, failureWords } from './call-words.ts'
export { ChatPanel } from './chat-panel.ts'
export { ConnectionBadge } from './connection-badge.ts'
export { ConsentNotice } from './consent-notice.ts'
export { ControlBar } from './control-bar.ts'
export { define } from './define.ts'
export { type DeviceChoices, DevicePicker, NO_DEVICES } from './device-picker.ts'
export { EMPTY_EPILOGUE, type Epilogue, epilogueOf } from './epilogue.ts'
export { formatDuration, formatTime, initialsOf, languageName, spokenDuration } from './format.ts'
export { type IconName, icon } from './icons.ts'
export { streamOf } from './media-stream.ts'
export { RecordingIndicator } from './recording-indicator.ts'
export { NO_RECORDING, type RecordingView } from './recording-view.ts'
export { saveFile, saveFrom } from './save-file.ts'
export { tokens } from './tokens.ts'
export {
  loadTranslator,
  type MessageLoaders,
  matchLocale,
  type PlainKey,
  type Translator,
} from './translator.ts'
export { UnsentMessages } from './unsent-messages.ts'
