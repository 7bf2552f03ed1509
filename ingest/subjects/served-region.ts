import type { RegionStores } from '../ports.ts'
import { unavailable } from '../refusal.ts'

export type ServedRegion = RegionStores & Required<Pick<RegionStores, 'subjects' | 'receipts'>>

/** An edge isolate answers no requests of persons: they read and prove a whole history. */
export function servedRegion(stores: RegionStores): ServedRegion {
  const { subjects, receipts } = stores
  if (subjects === undefined || receipts === undefined) {
    throw unavailable('subjects_not_served', 'requests of persons are not answered at this address')
  }
  return { ingest: stores.ingest, consent: stores.consent, reader: stores.reader, subjects, receipts }
}
