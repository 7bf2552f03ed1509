import { z } from 'zod'
import type { ApiKeyRow, ControlReads } from './ports.ts'
import { askOver, type Rpc } from './rpc.ts'
import { nullable, object } from './rpc-shapes.ts'

/** What ingest reads of the configuration, through supabase-js; the token is one of role `tl_ingest`. */
export function controlOverRpc(rpc: Rpc): ControlReads {
  const read = askOver(rpc)
  return {
    findKey: (lookup) => read('find_key', { sought: lookup }, nullable(object<ApiKeyRow>('keyId'))),
    snapshot: (workspaceId, version) =>
      read('read_snapshot', { workspace: workspaceId, wanted: version ?? null }, nullable(object('workspaceId'))),
    versions: (workspaceIds) =>
      read('list_workspaces', { wanted: workspaceIds }, z.array(object<Version>('keysVersion'))),
  }
}

type Version = Awaited<ReturnType<ControlReads['versions']>>[number]
