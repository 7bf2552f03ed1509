import { isIP } from 'node:net'
import type { Network } from '../../core/event.ts'
import { filled } from '../json-at.ts'

/** Meta refuses an address that is none, and the batch with it. */
export function ipOf({ ip }: Network): string | null {
  return ip !== null && isIP(ip) !== 0 ? ip : null
}

export function userAgentOf({ userAgent }: Network): string | null {
  return filled(userAgent)
}
