import type { QueuedTicket } from '@visavis/client-sdk'

/** Long enough to be read; whoever looks later must not take it for news. */
const SHOWN_MS = 8_000

type Ticket = Pick<QueuedTicket, 'ticket'>

/** That a colleague was faster: said for some seconds, or until somebody else rings. */
export class TakenNote {
  readonly #onChange: (isShown: boolean) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #known: ReadonlySet<string> = new Set()

  constructor(onChange: (isShown: boolean) => void) {
    this.#onChange = onChange
  }

  show(): void {
    this.hide()
    this.#onChange(true)
    this.#timer = setTimeout(() => this.hide(), SHOWN_MS)
  }

  hide(): void {
    clearTimeout(this.#timer)
    this.#onChange(false)
  }

  follow(tickets: readonly Ticket[]): void {
    if (tickets.some(({ ticket }) => !this.#known.has(ticket))) this.hide()
    this.#known = new Set(tickets.map(({ ticket }) => ticket))
  }
}
