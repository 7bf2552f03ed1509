import { egressVerb } from '../egress-verb.ts'

/** Nothing leaves any more, whatever is in a worker's hands; the work is kept. */
export const stopEgress = egressVerb('stopEgress', (store, { workspaceId, reason }) =>
  store.stopEgress(workspaceId, reason),
)
