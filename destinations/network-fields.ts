import ipaddr from 'ipaddr.js'
import type { Network } from '../core/event.ts'
import { filled } from './json-at.ts'

/** An address that is none is left out: vendors refuse it, and the batch with it. */
export function ipOf({ ip }: Network): string | null {
  if (ip === null) return null
  // Not node:net: ingest maps payloads for explain and runs where there is none.
  return ipaddr.IPv4.isValidFourPartDecimal(ip) || ipaddr.IPv6.isValid(ip) ? ip : null
}

export function userAgentOf({ userAgent }: Network): string | null {
  return filled(userAgent)
}
