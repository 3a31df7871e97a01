const VARIABLE = /\$(?:(\$)|\{([A-Z][A-Z0-9_]*)(?::([-?+])([^}]*))?\})/g

/** Fills `${NAME}`, `${NAME:-default}`, `${NAME:+instead}` and `${NAME:?why}` in, as compose does; `$$` is a dollar. */
export function interpolate(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return fill(value, variables)
  if (Array.isArray(value)) return value.map((item) => interpolate(item, variables))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, interpolate(item, variables)]),
  )
}

function fill(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (_, dollar?: string, name = '', kind = '', rest = '') => {
    if (dollar) return '$'
    const value = variables[name]
    if (kind === '+') return value ? rest : ''
    if (value) return value
    if (kind === '-') return rest
    throw new Error(`${name} is not set${rest ? `: ${rest}` : ''}`)
  })
}
