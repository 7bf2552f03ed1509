import { setTimeout as pause } from 'node:timers/promises'
import { ingestOverRpc } from './ingest-over-rpc.ts'
import { createIngestStore } from './ingest-store.ts'
import type { IngestStore } from './ports.ts'
import { openRpc, type RpcOptions } from './rpc.ts'

/** The ingest store over supabase-js; the token is one of role `tl_ingest`. Holds no connection, so there is no close. */
export function connectIngestOverRpc(options: RpcOptions & { callsInFlightMax?: number }): IngestStore {
  return createIngestStore(ingestOverRpc(openRpc(options)), {
    callsInFlightMax: options.callsInFlightMax ?? Number.POSITIVE_INFINITY,
    pause: (milliseconds) => pause(milliseconds),
  })
}
