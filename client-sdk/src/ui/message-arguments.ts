// Generated from locales/en.json by `messages/generate.ts`. Do not edit.

export interface MessageArguments {
  'common.close': undefined
  'common.dismiss': undefined
  'common.try-again': undefined
  'common.language': undefined
  'call.controls': undefined
  'call.mute': undefined
  'call.unmute': undefined
  'call.camera-turn-off': undefined
  'call.camera-turn-on': undefined
  'call.camera-asking': undefined
  'call.share': undefined
  'call.share-stop': undefined
  'call.sharing': undefined
  'call.sharing-stop': undefined
  'call.devices': undefined
  'call.chat': undefined
  'call.chat-unread': { count: number }
  'call.hang-up': undefined
  'call.record-start': undefined
  'call.record-pause': undefined
  'call.record-resume': undefined
  'call.record-stop': undefined
  'call.recording-off': undefined
  'call.recording-asked': undefined
  'call.recording-unattended': undefined
  'call.recording-on': undefined
  'call.recording-on-without-you': undefined
  'call.recording-paused': undefined
  'call.recording-paused-consent': undefined
  'call.recording-refused': undefined
  'call.recording-failed': undefined
  'call.recording-withdraw': undefined
  'call.recording-withdraw-text': undefined
  'call.recording-receipt': undefined
  'call.consent-accept': undefined
  'call.consent-decline': undefined
  'call.advisor': undefined
  'call.customer': undefined
  'call.badge': { badge: string }
  'call.duration': undefined
  'call.remote-video': { name: string }
  'call.remote-screen': { name: string }
  'call.self-video': undefined
  'call.self-move': undefined
  'call.your-camera-is-off': undefined
  'call.peer-camera-is-off': { name: string }
  'call.peer-muted': { name: string }
  'call.state-connecting': undefined
  'call.state-connected': undefined
  'call.state-weak': undefined
  'call.state-reconnecting': undefined
  'call.state-failed': undefined
  'call.start-audio': undefined
  'call.sound-blocked': undefined
  'call.weak': undefined
  'call.weak-text': undefined
  'call.weak-stills-text': undefined
  'call.weak-sending-stills-text': undefined
  'call.peer-weak': { name: string }
  'call.peer-weak-text': undefined
  'call.peer-interrupted': { name: string }
  'call.peer-interrupted-text': undefined
  'call.remote-still': { name: string }
  'call.remote-screen-still': { name: string }
  'call.stills': undefined
  'call.reconnecting': undefined
  'call.reconnecting-text': undefined
  'call.offline': undefined
  'call.offline-text': undefined
  'call.media-interrupted': undefined
  'call.media-interrupted-text': undefined
  'call.service-moving': undefined
  'call.service-moving-text': undefined
  'call.connection-failed': undefined
  'call.connection-failed-text': undefined
  'call.peer-away': { name: string }
  'call.peer-away-text': { name: string }
  'call.customer-away-text': undefined
  'call.peer-away-waiting': undefined
  'call.permission-denied': undefined
  'call.permission-denied-text': undefined
  'call.device-in-use': undefined
  'call.device-in-use-text': undefined
  'call.device-not-found': undefined
  'call.device-not-found-text': undefined
  'call.devices-not-supported': undefined
  'call.devices-not-supported-text': undefined
  'call.share-failed': undefined
  'call.share-failed-text': undefined
  'chat.title': undefined
  'chat.empty': undefined
  'chat.placeholder': undefined
  'chat.send': undefined
  'chat.sending': undefined
  'chat.failed': undefined
  'chat.retry': undefined
  'chat.you': undefined
  'chat.erased': undefined
  'chat.unmask': undefined
  'devices.title': undefined
  'devices.camera': undefined
  'devices.microphone': undefined
  'devices.camera-number': { number: string }
  'devices.microphone-number': { number: string }
  'devices.none': undefined
  'ended.title': undefined
  'ended.interrupted': undefined
  'ended.by-you': undefined
  'ended.by-advisor': undefined
  'ended.by-customer': undefined
  'ended.advisor-lost': undefined
  'ended.customer-lost': undefined
  'ended.by-shop': undefined
  'ended.cancelled': undefined
  'ended.lost': undefined
  'ended.our-side': undefined
  'ended.server-lost': undefined
  'ended.taken-over': undefined
  'ended.duration': { duration: string }
  'ended.unsent': { count: number }
  'ended.copy': undefined
  'ended.copied': undefined
  'error.offline': undefined
  'error.offline-text': undefined
  'error.no-advisor': undefined
  'error.no-advisor-text': undefined
  'error.busy': undefined
  'error.busy-text': undefined
  'error.gone': undefined
  'error.gone-text': undefined
  'error.refused': undefined
  'error.refused-text': undefined
  'error.outdated': undefined
  'error.outdated-text': undefined
  'error.unknown': undefined
  'error.unknown-text': undefined
  'widget.start': undefined
  'widget.open-call': undefined
  'widget.available': undefined
  'widget.busy': { count: number }
  'widget.offline': undefined
  'widget.checking': undefined
  'widget.title': undefined
  'widget.move': undefined
  'widget.minimise': undefined
  'widget.enlarge': undefined
  'widget.shrink': undefined
  'widget.restore': undefined
  'widget.connecting': undefined
  'widget.waiting-title': undefined
  'widget.waiting-text': undefined
  'widget.waiting-for': undefined
  'widget.waiting-long': undefined
  'widget.waiting-offline': undefined
  'widget.cancel': undefined
  'widget.thanks': undefined
  'widget.rate': undefined
  'widget.rating': { stars: number }
  'widget.rated': undefined
  'widget.again': undefined
  'widget.elsewhere': undefined
  'widget.elsewhere-text': undefined
  'widget.continue-here': undefined
  'widget.blocked': undefined
  'widget.blocked-text': undefined
  'widget.test': undefined
  'desk.title': undefined
  'desk.signing-in': undefined
  'desk.signed-out': undefined
  'desk.signed-out-text': undefined
  'desk.sign-in': undefined
  'desk.elsewhere': undefined
  'desk.elsewhere-text': undefined
  'desk.taken-over': undefined
  'desk.taken-over-text': undefined
  'desk.continue-here': undefined
  'desk.queue': undefined
  'desk.queue-count': { count: number }
  'desk.queue-empty': undefined
  'desk.queue-empty-text': undefined
  'desk.accept': undefined
  'desk.accept-call': { product: string }
  'desk.accepting': undefined
  'desk.waiting-time': undefined
  'desk.taken': undefined
  'desk.available': undefined
  'desk.away': undefined
  'desk.available-toggle': undefined
  'desk.ring': undefined
  'desk.auto': undefined
  'desk.call': undefined
  'desk.details': undefined
  'desk.ready': undefined
  'desk.ready-text': undefined
  'desk.not-available': undefined
  'desk.not-available-text': undefined
  'desk.customer-language': undefined
  'desk.customer-language-unknown': undefined
  'desk.asked': undefined
  'desk.product-open': undefined
  'desk.product-none': undefined
  'desk.chat': undefined
  'desk.chat-none': undefined
  'desk.notes': undefined
  'desk.notes-hint': undefined
  'desk.notes-placeholder': undefined
  'desk.wrap-up-text': undefined
  'desk.wrap-up-done': undefined
  'desk.page-title-ringing': { count: number }
  'shop.skip': undefined
  'shop.home': undefined
  'shop.nav': undefined
  'shop.cart': undefined
  'shop.cart-count': { count: number }
  'shop.gallery': undefined
  'shop.picture': { name: string; number: string }
  'shop.rating': { rating: string; count: number }
  'shop.tax': undefined
  'shop.add': undefined
  'shop.added': undefined
  'shop.in-stock': { date: string }
  'shop.guidance': undefined
  'shop.guidance-text': undefined
  'shop.highlights': undefined
  'shop.specs': undefined
  'shop.delivery': undefined
  'shop.delivery-text': undefined
  'shop.warranty': undefined
  'shop.warranty-text': undefined
  'shop.reviews': undefined
  'shop.footer': undefined
  'shop.unknown': undefined
  'shop.unknown-text': undefined
  'shop.spec-size': undefined
  'shop.spec-weight': undefined
  'shop.spec-power': undefined
  'shop.spec-material': undefined
  'shop.spec-water': undefined
  'shop.spec-light': undefined
  'shop.spec-battery': undefined
  'shop.aurora-kind': undefined
  'shop.aurora-tagline': undefined
  'shop.aurora-text': undefined
  'shop.aurora-point-1': undefined
  'shop.aurora-point-2': undefined
  'shop.aurora-point-3': undefined
  'shop.aurora-material': undefined
  'shop.halo-kind': undefined
  'shop.halo-tagline': undefined
  'shop.halo-text': undefined
  'shop.halo-point-1': undefined
  'shop.halo-point-2': undefined
  'shop.halo-point-3': undefined
  'shop.halo-material': undefined
  'shop.drift-kind': undefined
  'shop.drift-tagline': undefined
  'shop.drift-text': undefined
  'shop.drift-point-1': undefined
  'shop.drift-point-2': undefined
  'shop.drift-point-3': undefined
  'shop.drift-material': undefined
  'doctor.title': undefined
  'doctor.intro': undefined
  'doctor.promise': undefined
  'doctor.start': undefined
  'doctor.again': undefined
  'doctor.stop': undefined
  'doctor.skip': undefined
  'doctor.copy': undefined
  'doctor.copied': undefined
  'doctor.testing': undefined
  'doctor.step-socket': undefined
  'doctor.step-udp': undefined
  'doctor.step-tcp': undefined
  'doctor.step-turn': undefined
  'doctor.step-round-trip': undefined
  'doctor.step-download': undefined
  'doctor.step-upload': undefined
  'doctor.step-camera': undefined
  'doctor.step-microphone': undefined
  'doctor.state-waiting': undefined
  'doctor.state-running': undefined
  'doctor.state-passed': undefined
  'doctor.state-warning': undefined
  'doctor.state-failed': undefined
  'doctor.state-skipped': undefined
  'doctor.connected': { time: string }
  'doctor.delay': { time: string }
  'doctor.delay-long': { time: string }
  'doctor.rate-sharp': { rate: string }
  'doctor.rate-picture': { rate: string }
  'doctor.rate-voice': { rate: string }
  'doctor.rate-too-little': { rate: string }
  'doctor.picture': { size: string }
  'doctor.heard': undefined
  'doctor.say-something': undefined
  'doctor.asking': undefined
  'doctor.unreachable': undefined
  'doctor.refused': undefined
  'doctor.busy': undefined
  'doctor.udp-blocked': undefined
  'doctor.tcp-blocked': undefined
  'doctor.tcp-spare': undefined
  'doctor.turn-blocked': undefined
  'doctor.not-supported': undefined
  'doctor.permission-denied': undefined
  'doctor.device-in-use': undefined
  'doctor.device-not-found': undefined
  'doctor.no-picture': undefined
  'doctor.silent': undefined
  'doctor.unknown': undefined
  'doctor.not-configured': undefined
  'doctor.not-possible': undefined
  'doctor.by-user': undefined
  'doctor.good': undefined
  'doctor.good-text': undefined
  'doctor.detour': undefined
  'doctor.detour-text': undefined
  'doctor.slow': undefined
  'doctor.slow-text': undefined
  'doctor.devices': undefined
  'doctor.devices-text': undefined
  'doctor.blocked': undefined
  'doctor.blocked-text': undefined
  'doctor.offline': undefined
  'doctor.offline-text': undefined
  'doctor.incomplete': undefined
  'doctor.incomplete-text': undefined
  'doctor.tested-at': { time: string }
  'review.title': undefined
  'review.signed-out': undefined
  'review.signed-out-text': undefined
  'review.sign-in': undefined
  'review.loading': undefined
  'review.forbidden': undefined
  'review.forbidden-text': undefined
  'review.unavailable': undefined
  'review.unavailable-text': undefined
  'review.gone': undefined
  'review.gone-text': undefined
  'review.search': undefined
  'review.search-text': undefined
  'review.from': undefined
  'review.to': undefined
  'review.product': undefined
  'review.advisor': undefined
  'review.apply': undefined
  'review.clear': undefined
  'review.none': undefined
  'review.none-text': undefined
  'review.none-found': undefined
  'review.none-found-text': undefined
  'review.more': undefined
  'review.looking': undefined
  'review.hits': { count: number }
  'review.status-recording': undefined
  'review.status-kept': undefined
  'review.status-deleted': undefined
  'review.held': undefined
  'review.deadline': { when: string }
  'review.back': undefined
  'review.nobody': undefined
  'review.role-advisor': undefined
  'review.role-customer': undefined
  'review.role-person': undefined
  'review.no-product': undefined
  'review.play': undefined
  'review.pause': undefined
  'review.rewind': undefined
  'review.skip': undefined
  'review.speed': undefined
  'review.position': undefined
  'review.erased-person': { name: string }
  'review.gap-paused': undefined
  'review.gap-consent': undefined
  'review.gap-lost': undefined
  'review.gaps': undefined
  'review.gap-off': undefined
  'review.gap-unconfirmed': undefined
  'review.gap-media': undefined
  'review.gap-recorder': undefined
  'review.gap-storage': undefined
  'review.nothing-here': undefined
  'review.damaged': undefined
  'review.not-played': undefined
  'review.sound-only': undefined
  'review.camera': undefined
  'review.microphone': undefined
  'review.screen': undefined
  'review.preparing': undefined
  'review.chat': undefined
  'review.chat-none': undefined
  'review.unmask': undefined
  'review.message-erased': undefined
  'review.mark-joined': { name: string }
  'review.mark-left': { name: string }
  'review.mark-screen': { name: string }
  'review.mark-consent-given': { name: string }
  'review.mark-consent-refused': { name: string }
  'review.mark-consent-withdrawn': { name: string }
  'review.mark-message': { name: string }
  'review.consents': undefined
  'review.consent-given': undefined
  'review.consent-refused': undefined
  'review.consent-withdrawn': undefined
  'review.consent-none': undefined
  'review.notice': { language: string; hash: string }
  'review.retention': undefined
  'review.retention-text': { days: number }
  'review.deleted-text': undefined
  'review.hold': undefined
  'review.hold-none': undefined
  'review.hold-reason': undefined
  'review.hold-start': undefined
  'review.hold-on': { date: string; reason: string }
  'review.hold-blocks': undefined
  'review.release': undefined
  'review.release-one': undefined
  'review.person-tools': undefined
  'review.export': undefined
  'review.exporting': { size: string }
  'review.exported': { name: string }
  'review.erase': undefined
  'review.erase-title': { name: string }
  'review.erase-text': { name: string }
  'review.erase-confirm': { name: string }
  'review.erase-do': undefined
  'review.erase-held': undefined
  'review.erase-done': { count: number }
  'review.cancel': undefined
  'review.receipts': undefined
  'review.receipt-text': { count: number; date: string }
  'review.receipt-save': undefined
  'review.verify': undefined
  'review.verify-text': undefined
  'review.verify-do': undefined
  'review.verifying': { done: string; total: string }
  'review.verify-good': undefined
  'review.verify-bad': { count: number }
  'review.verify-log': undefined
  'review.verify-audit': undefined
  'review.history': undefined
  'review.history-listed': undefined
  'review.history-viewed': undefined
  'review.history-played': undefined
  'review.history-unmasked': undefined
  'review.history-verified': undefined
  'review.history-held': undefined
  'review.history-release-asked': undefined
  'review.history-released': undefined
  'review.history-erased': undefined
  'review.history-expired': undefined
  'review.history-exported': undefined
  'review.history-composed': undefined
  'review.history-film-deleted': undefined
  'review.by-server': undefined
  'review.film': undefined
  'review.film-text': undefined
  'review.film-make': undefined
  'review.film-making': { percent: string }
  'review.film-download': undefined
  'review.film-delete': undefined
}
