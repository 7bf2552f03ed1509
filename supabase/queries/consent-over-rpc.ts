import type { ConsentStore } from './ports.ts'
import { askOver, type Rpc } from './rpc.ts'
import { object } from './rpc-shapes.ts'

/** Choices through supabase-js; the token is one of role `tl_ingest`. */
export function consentOverRpc(rpc: Rpc): ConsentStore {
  const ask = askOver(rpc)
  return {
    record: (choice) => ask('record_consent', { choice }, object<Recorded>('cancelled')),
  }
}

type Recorded = Awaited<ReturnType<ConsentStore['record']>>
