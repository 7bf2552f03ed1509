import { DestinationType } from '../core/config.ts'

/** Where a vendor request goes: `/{type}/{destination uuid}?/…the vendor's own path…`. */
export interface Address {
  type: DestinationType
  destinationId: string | null
  /** The vendor's path, as the vendor would see it. */
  path: string
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const addressPattern = new RegExp(`^/([a-z0-9_]{1,40})(?:/(${uuid}))?(/.*)?$`, 'i')
const uuidPattern = new RegExp(`^${uuid}$`, 'i')

export function addressOf(pathname: string): Address | null {
  const match = addressPattern.exec(pathname)
  const type = DestinationType.safeParse(match?.[1])
  if (match === null || !type.success) return null
  return { type: type.data, destinationId: match[2]?.toLowerCase() ?? null, path: match[3] ?? '/' }
}

export function isUuid(text: string): boolean {
  return uuidPattern.test(text)
}

/** Split by hand: `new URL` throws on paths that a fuzzer sends. */
export function splitTarget(target: string): { pathname: string; query: URLSearchParams } {
  const cut = target.indexOf('?')
  if (cut < 0) return { pathname: target, query: new URLSearchParams() }
  return { pathname: target.slice(0, cut), query: new URLSearchParams(target.slice(cut + 1)) }
}
