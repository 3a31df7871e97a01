/** What a request may arrange for after its answer was sent. */
export interface Reply {
  afterwards(task: () => void | Promise<void>): void
}
