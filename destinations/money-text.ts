/**
 * Money for vendors that want a string (reference 18.8): plain decimals, at most three places, as no currency has more.
 * Null beyond what a number holds exactly.
 */
export function moneyText(value: number): string | null {
  if (!Number.isFinite(value) || Math.abs(value) > 1e12) return null
  return String(Math.round(value * 1000) / 1000)
}
