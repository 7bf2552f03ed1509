import type { RouteConfig } from './config.ts'
import type { Commerce } from './event.ts'

export type ValueMeaning = RouteConfig['value']

/**
 * The value of an order or item list in the meaning a route chose, in major units; null = it cannot be told.
 *
 * - `gross`: the total; without one the shop's `value`; without that the products.
 * - Net meanings take from the total what the name says and need that part: a total without its tax has no net value.
 * - Without a total, `value` stands as sent while the part to take off was not sent either (carts have neither); with
 *   it, nobody can tell whether it is still inside.
 */
export function orderValue(commerce: Commerce, meaning: ValueMeaning): number | null {
  const scale = scaleOf(commerce.currency)
  const base = commerce.total ?? commerce.value
  const minor = base === null ? productsMinor(commerce, scale) : toMinor(base, scale)
  const parts = partsToTakeOff(commerce, meaning)
  if (minor === null) return null
  if (commerce.total === null) return parts.every((part) => part === null) ? toMajor(minor, scale) : null
  if (parts.includes(null)) return null
  const rest = parts.reduce<number>((left, part) => left - toMinor(part ?? 0, scale), minor)
  return rest < 0 ? null : toMajor(rest, scale)
}

function partsToTakeOff({ tax, shipping }: Commerce, meaning: ValueMeaning): (number | null)[] {
  switch (meaning) {
    case 'gross':
      return []
    case 'net_of_tax':
      return [tax]
    case 'without_shipping':
      return [shipping]
    case 'net_of_tax_and_shipping':
      return [tax, shipping]
  }
}

/** Null when a price is missing: a sum of the rest would be a wrong value, not a smaller one. */
function productsMinor({ products }: Commerce, scale: number): number | null {
  if (products.length === 0 || products.some(({ price }) => price === null)) return null
  return products.reduce((sum, { price, quantity }) => sum + Math.round(toMinor(price ?? 0, scale) * quantity), 0)
}

/** Through the decimal text: 1.005 * 100 is 100.49999999999999. */
function toMinor(major: number, scale: number): number {
  const shifted = Number(`${major}e${scale}`)
  return Math.round(Number.isNaN(shifted) ? major * 10 ** scale : shifted)
}

function toMajor(minor: number, scale: number): number {
  return Number(`${minor}e-${scale}`)
}

/** ISO 4217 minor units other than 2. Not from Intl: its digits follow custom (0 for HUF), and each runtime its own data. */
const scaleByCurrency: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ['CLF', 4],
])

function scaleOf(currency: string | null): number {
  return scaleByCurrency.get(currency ?? '') ?? 2
}
