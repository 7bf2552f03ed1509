import type { SourceConfig } from '../../core/config.ts'
import type { DestinationFacts } from '../../core/destination-facts.ts'
import type { Purpose } from '../../core/purpose.ts'

/** One thing a signal says of one purpose. A `yielding` denial counts only where nothing else of the capture grants. */
export interface Cell {
  purpose: Purpose
  says: 'granted' | 'denied'
  /** Of a denial: a US opt-out in the sense of case 33. */
  optOut?: boolean
  yielding?: boolean
  /** GPC, however it was written down (case 9). */
  isGpc?: boolean
  chosenAt?: string | undefined
}

export interface Circumstances {
  country: string | null
  region: string | null
  optIn: boolean
  hasInterest: boolean
  /** The policy's own word for the place. */
  gpcStopsAllAds: boolean
  receivedAt: string
  source: Pick<SourceConfig, 'categoryMap' | 'absentMeans'>
  recipient: Pick<DestinationFacts, 'iabVendorId' | 'tcfPurposes'>
}

export const all: Purpose[] = [
  'analytics',
  'advertising',
  'ad_personalization',
  'personalization',
  'functional',
  'sale_or_sharing',
]
export const ads: Purpose[] = ['advertising', 'ad_personalization']
export const usPurposes: Purpose[] = [...ads, 'sale_or_sharing']

export function denyAll(purposes: readonly Purpose[]): Cell[] {
  return purposes.map((purpose) => ({ purpose, says: 'denied' }))
}

/** Cases 10 and 13: sale everywhere; personalised ads in the US and where it may be the US, and where opt-in yields. */
export function gpcCells({ country, optIn, gpcStopsAllAds }: Circumstances): Cell[] {
  const cells: Cell[] = [{ purpose: 'sale_or_sharing', says: 'denied', optOut: true, isGpc: true }]
  if (gpcStopsAllAds) cells.push(...denyAll(ads).map((cell) => ({ ...cell, optOut: true, isGpc: true })))
  if (country === 'US' || country === null) {
    cells.push({ purpose: 'ad_personalization', says: 'denied', optOut: true, isGpc: true })
  }
  if (optIn) {
    cells.push({ purpose: 'ad_personalization', says: 'denied', optOut: true, isGpc: true, yielding: true })
  }
  return cells
}
