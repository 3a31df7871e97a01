/** The only algorithm ever accepted, whatever a token's header says. */
export const TOKEN_ALGORITHM = 'EdDSA'
export const TOKEN_ISSUER = 'visavis'
export const TOKEN_AUDIENCE = 'visavis'
/** Clocks of hosts in one cluster may differ by this much. */
export const CLOCK_TOLERANCE_SECONDS = 5
