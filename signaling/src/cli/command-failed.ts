/** A command that did its work and found something wrong. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
}
