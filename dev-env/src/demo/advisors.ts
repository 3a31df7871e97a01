export interface Advisor {
  readonly name: string
  readonly badge: string
}

const ADVISORS: readonly Advisor[] = [
  { name: 'Mira Lindqvist', badge: 'V-1041' },
  { name: 'Tomás Herrera', badge: 'V-1187' },
  { name: 'Aiko Tanaka', badge: 'V-1093' },
  { name: 'Youssef Amrani', badge: 'V-1224' },
  { name: 'Claire Dubois', badge: 'V-1310' },
  { name: 'Jonas Weber', badge: 'V-1162' },
]

/** Whoever signs in next is somebody else, until all have been somebody. */
export class AdvisorRota {
  #next = 0

  take(): number {
    const index = this.#next
    this.#next = (index + 1) % ADVISORS.length
    return index
  }
}

export function advisorAt(index: number): Advisor {
  const advisor = ADVISORS[index % ADVISORS.length]
  if (!advisor) throw new Error(`There is no advisor ${index}`)
  return advisor
}
