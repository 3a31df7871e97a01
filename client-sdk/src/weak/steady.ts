/** A yes or no that changes only when enough looks in a row say otherwise. */
export class Steady {
  #is = false
  /** Looks in a row that disagreed. */
  #disagreements = 0

  get is(): boolean {
    return this.#is
  }

  look(is: boolean, looksToAgree: number): void {
    this.#disagreements = is === this.#is ? 0 : this.#disagreements + 1
    if (this.#disagreements >= looksToAgree) this.set(is)
  }

  set(is: boolean): void {
    this.#is = is
    this.#disagreements = 0
  }
}
