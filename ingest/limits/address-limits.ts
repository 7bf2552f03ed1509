import { LRUCache } from 'lru-cache'
import { addressGroup } from '../client-address.ts'
import type { RateNumbers } from './numbers.ts'

/**
 * Counts failing requests by address. Always in this process and bounded: it protects this process from a flood, must
 * not cost a round trip, and cannot be away.
 */
export interface AddressLimits {
  /** Seconds to wait when the address used up its failures, else null. */
  blockedSeconds(bucket: AddressBucket, address: string | null): number | null
  countFailure(bucket: AddressBucket, address: string | null): void
}

export type AddressBucket = 'failingAddress' | 'unknownKeyAddress'

interface Window {
  failures: number
  endsAtMs: number
}

export function addressLimits(numbers: RateNumbers, nowMs: () => number): AddressLimits {
  const windows = new LRUCache<string, Window>({ max: numbers.addressesMax })
  return {
    blockedSeconds(bucket, address) {
      const window = openWindow(windows.get(nameOf(bucket, address)), nowMs())
      const isSpent = window !== null && window.failures >= numbers[bucket].points
      return isSpent ? (window.endsAtMs - nowMs()) / 1000 : null
    },
    countFailure(bucket, address) {
      const name = nameOf(bucket, address)
      const window = openWindow(windows.get(name), nowMs())
      const fresh = { failures: 0, endsAtMs: nowMs() + numbers[bucket].windowSeconds * 1000 }
      windows.set(name, { ...(window ?? fresh), failures: (window?.failures ?? 0) + 1 })
    },
  }
}

function nameOf(bucket: AddressBucket, address: string | null): string {
  return `${bucket} ${addressGroup(address)}`
}

function openWindow(window: Window | undefined, nowMs: number): Window | null {
  return window !== undefined && window.endsAtMs > nowMs ? window : null
}
