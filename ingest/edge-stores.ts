import type { Region } from '../core/config.ts'
import { connectConsent, connectControl, connectIngest, connectReader } from '../supabase/queries/connect.ts'
import {
  connectConsentOverRpc,
  connectControlOverRpc,
  connectIngestOverRpc,
  connectReaderOverRpc,
} from '../supabase/queries/connect-over-rpc.ts'
import type { ControlReads } from '../supabase/queries/ports.ts'
import { createServiceToken } from '../supabase/queries/service-token.ts'
import type { Place } from './edge-places.ts'
import type { EdgeSettings } from './edge-settings.ts'
import type { RegionStores } from './ports.ts'

/** What one request talks to. */
export interface RequestStores {
  control(): ControlReads
  region(region: Region): RegionStores
  close(): Promise<void>
}

/** Keeps what must be closed with the request. */
type Keep = <Store extends { close(): Promise<void> }>(store: Store) => Store

interface Stores {
  control(keep: Keep): ControlReads
  ingest(keep: Keep): RegionStores['ingest']
  reader(keep: Keep): RegionStores['reader']
  consent(keep: Keep): RegionStores['consent']
}

/** Opens a request's stores when they are first asked for: most requests need one connection and no more. */
export function edgeStores(settings: Pick<EdgeSettings, 'control' | 'regions'>): () => RequestStores {
  const controlPlace = storesAt(settings.control)
  const served = Object.entries(settings.regions).map(([region, place]) => [region, storesAt(place)] as const)

  return () => {
    const opened: { close(): Promise<void> }[] = []
    const keep: Keep = (store) => {
      opened.push(store)
      return store
    }
    const regions = new Map(served.map(([region, stores]) => [region, lateStores(stores, keep)]))
    return {
      control: once(() => controlPlace.control(keep)),
      region(region) {
        const stores = regions.get(region)
        if (stores === undefined) throw new Error(`region ${region} is not served here`)
        return stores
      },
      close: async () => {
        await Promise.all(opened.map((store) => store.close()))
      },
    }
  }
}

function storesAt(place: Place): Stores {
  switch (place.kind) {
    case 'postgres':
      return overDriver(place.url)
    case 'supabase':
      return overRpc(place)
  }
}

/** One ingest call a request, on one connection; poolers in transaction mode (Hyperdrive) keep no prepared statements. */
const ofOneRequest = { prepare: false, connectionsMax: 1, callsInFlightMax: Number.POSITIVE_INFINITY }

function overDriver(url: string): Stores {
  return {
    control: (keep) => keep(connectControl(url, { role: 'tl_ingest', ...ofOneRequest })),
    ingest: (keep) => keep(connectIngest(url, ofOneRequest)),
    reader: (keep) => keep(connectReader(url, ofOneRequest)),
    consent: (keep) => keep(connectConsent(url, ofOneRequest)),
  }
}

/** HTTP clients hold nothing between calls: made once an isolate. */
function overRpc({ url, apiKey, jwtSecret }: Extract<Place, { kind: 'supabase' }>): Stores {
  const tokenOf = (role: 'tl_ingest' | 'tl_reader') =>
    createServiceToken({ secret: jwtSecret, role, nowMs: () => Date.now() })
  const ingesting = { url, apiKey, token: tokenOf('tl_ingest') }
  return {
    control: once(() => connectControlOverRpc(ingesting)),
    ingest: once(() => connectIngestOverRpc(ingesting)),
    consent: once(() => connectConsentOverRpc(ingesting)),
    reader: once(() => connectReaderOverRpc({ url, apiKey, token: tokenOf('tl_reader') })),
  }
}

function lateStores(stores: Stores, keep: Keep): RegionStores {
  const ingest = once(() => stores.ingest(keep))
  const reader = once(() => stores.reader(keep))
  const consent = once(() => stores.consent(keep))
  return {
    get ingest() {
      return ingest()
    },
    get reader() {
      return reader()
    },
    get consent() {
      return consent()
    },
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
