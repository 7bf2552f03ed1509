import { egressVerb } from '../egress-verb.ts'

export const resumeEgress = egressVerb('resumeEgress', (store, { workspaceId }) => store.resumeEgress(workspaceId))
