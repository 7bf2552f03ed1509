import type { Region } from '../core/config.ts'
import { connectControl, connectIngest, connectReader } from '../supabase/queries/connect.ts'
import type { ControlStore } from '../supabase/queries/ports.ts'
import type { EdgeSettings } from './edge-settings.ts'
import type { RegionStores } from './ports.ts'

/** What one request talks to. Opened when first asked for: most requests need one connection and no more. */
export interface Connections {
  control(): ControlStore
  region(region: Region): RegionStores
  close(): Promise<void>
}

type Closable = { close(): Promise<void> }

/** One ingest call a request, on one connection; poolers in transaction mode (Hyperdrive) keep no prepared statements. */
const ofOneRequest = { prepare: false, connectionsMax: 1, callsInFlightMax: Number.POSITIVE_INFINITY }

export function openConnections({ control, databases }: Pick<EdgeSettings, 'control' | 'databases'>): Connections {
  const opened: Closable[] = []
  const keep = <Store extends Closable>(store: Store): Store => {
    opened.push(store)
    return store
  }
  const openControl = once(() => keep(connectControl(control, { role: 'tl_ingest', ...ofOneRequest })))
  const regions = new Map(
    Object.entries(databases).map(([region, url]) => {
      const ingest = once(() => keep(connectIngest(url, ofOneRequest)))
      const reader = once(() => keep(connectReader(url, ofOneRequest)))
      return [region, storesOf(ingest, reader)] as const
    }),
  )
  return {
    control: openControl,
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

function storesOf(ingest: () => RegionStores['ingest'], reader: () => RegionStores['reader']): RegionStores {
  return {
    get ingest() {
      return ingest()
    },
    get reader() {
      return reader()
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
