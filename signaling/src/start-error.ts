/** Keeps the process from starting. The message is one line for operators: what is wrong, and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
