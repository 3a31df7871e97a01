/** One colour for what is measured, grey for what it is compared with. */
export const COLORS = { measured: '#c2410c', baseline: '#8a94a3', bound: '#1d4ed8' } as const
