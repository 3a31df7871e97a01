const KEY = 'halden.cart'

/** The cart of this browser: how many pieces lie in it. */
export function cartCount(): number {
  const count = Number(localStorage.getItem(KEY) ?? 0)
  return Number.isSafeInteger(count) && count > 0 ? count : 0
}

export function addToCart(): number {
  const count = cartCount() + 1
  localStorage.setItem(KEY, String(count))
  return count
}
