import { setTimeout as pause } from 'node:timers/promises'
import { consentOverRpc } from './consent-over-rpc.ts'
import { controlOverRpc } from './control-over-rpc.ts'
import { ingestOverRpc } from './ingest-over-rpc.ts'
import { createIngestStore } from './ingest-store.ts'
import type { ConsentStore, ControlReads, IngestStore, ReaderStore } from './ports.ts'
import { readerOverRpc } from './reader-over-rpc.ts'
import { openRpc, type RpcOptions } from './rpc.ts'

/*
 * The doors of connect.ts that edge runtimes need, over supabase-js. They hold no connection, so there is no close. Each
 * needs a token of its own role: tl_ingest for ingest, consent and control, tl_reader for the reader.
 */

export function connectIngestOverRpc(options: RpcOptions & { callsInFlightMax?: number }): IngestStore {
  return createIngestStore(ingestOverRpc(openRpc(options)), {
    callsInFlightMax: options.callsInFlightMax ?? Number.POSITIVE_INFINITY,
    pause: (milliseconds) => pause(milliseconds),
  })
}

export function connectConsentOverRpc(options: RpcOptions): ConsentStore {
  return consentOverRpc(openRpc(options))
}

export function connectControlOverRpc(options: RpcOptions): ControlReads {
  return controlOverRpc(openRpc(options))
}

export function connectReaderOverRpc(options: RpcOptions & { clock?: () => Date }): ReaderStore {
  return readerOverRpc(openRpc(options), options.clock ?? (() => new Date()))
}
