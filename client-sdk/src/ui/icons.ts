import { html, type TemplateResult } from 'lit'
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw'
import check from 'lucide-static/icons/check.svg?raw'
import notRecorded from 'lucide-static/icons/circle.svg?raw'
import record from 'lucide-static/icons/circle-dot.svg?raw'
import stop from 'lucide-static/icons/circle-stop.svg?raw'
import clock from 'lucide-static/icons/clock.svg?raw'
import copy from 'lucide-static/icons/copy.svg?raw'
import download from 'lucide-static/icons/download.svg?raw'
import globe from 'lucide-static/icons/globe.svg?raw'
import grip from 'lucide-static/icons/grip-horizontal.svg?raw'
import info from 'lucide-static/icons/info.svg?raw'
import enlarge from 'lucide-static/icons/maximize-2.svg?raw'
import chat from 'lucide-static/icons/message-square.svg?raw'
import microphone from 'lucide-static/icons/mic.svg?raw'
import microphoneOff from 'lucide-static/icons/mic-off.svg?raw'
import shrink from 'lucide-static/icons/minimize-2.svg?raw'
import minimise from 'lucide-static/icons/minus.svg?raw'
import pause from 'lucide-static/icons/pause.svg?raw'
import hangUp from 'lucide-static/icons/phone-off.svg?raw'
import play from 'lucide-static/icons/play.svg?raw'
import retry from 'lucide-static/icons/rotate-cw.svg?raw'
import share from 'lucide-static/icons/screen-share.svg?raw'
import shareOff from 'lucide-static/icons/screen-share-off.svg?raw'
import settings from 'lucide-static/icons/settings-2.svg?raw'
import star from 'lucide-static/icons/star.svg?raw'
import warning from 'lucide-static/icons/triangle-alert.svg?raw'
import person from 'lucide-static/icons/user-round.svg?raw'
import camera from 'lucide-static/icons/video.svg?raw'
import cameraOff from 'lucide-static/icons/video-off.svg?raw'
import sound from 'lucide-static/icons/volume-2.svg?raw'
import soundOff from 'lucide-static/icons/volume-x.svg?raw'
import weak from 'lucide-static/icons/wifi-low.svg?raw'
import close from 'lucide-static/icons/x.svg?raw'

const ICONS = {
  arrowUp,
  camera,
  cameraOff,
  chat,
  check,
  clock,
  close,
  copy,
  download,
  enlarge,
  globe,
  grip,
  hangUp,
  info,
  microphone,
  microphoneOff,
  minimise,
  notRecorded,
  pause,
  person,
  play,
  record,
  retry,
  settings,
  share,
  shareOff,
  shrink,
  sound,
  soundOff,
  star,
  stop,
  warning,
  weak,
} as const

export type IconName = keyof typeof ICONS

/** One template for each icon, so that its text is parsed once for a page and not for each place. */
const TEMPLATES = new Map(
  Object.entries(ICONS).map(([name, svg]) => {
    const text = `<span class="icon" aria-hidden="true">${svg}</span>`
    return [name, Object.assign([text], { raw: [text] })]
  }),
)

/** A decorative icon: the words beside it, or the control's label, say what it means. */
export function icon(name: IconName): TemplateResult {
  return html(TEMPLATES.get(name) as TemplateStringsArray)
}
