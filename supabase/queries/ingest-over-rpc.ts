import { type ZodType, z } from 'zod'
import { subjectKinds } from '../../core/ids.ts'
import { purposes } from '../../core/purpose.ts'
import type { LedgerChoice, SubjectFacts } from '../../core/signals.ts'
import { holdsAny, type IngestTransport } from './ingest-store.ts'
import type { IngestResult } from './records.ts'
import { askOver, type Rpc } from './rpc.ts'

/** Ingest through supabase-js and PostgREST, for runtimes that should hold no database connection. */
export function ingestOverRpc(rpc: Rpc): IngestTransport {
  const read = askOver(rpc)
  return {
    ingestEvents: (batch) => {
      const records = batch.map(({ record }) => record)
      const name = holdsAny(batch) ? 'ingest_with_holds' : 'ingest_events'
      // Answers belong to events by position: an answer of another length belongs to nobody.
      return rpc.call(name, { batch: records }, Results.length(records.length))
    },
    subjectFacts: (workspaceId, subjectKeys) => {
      const parameters = { workspace: workspaceId, subject_keys: subjectKeys }
      return read('subject_facts', parameters, Facts.length(subjectKeys.length))
    },
    missingPartition: (day) => read('missing_partition', { day }, z.string().nullable()),
  }
}

const Results = z.array(
  z.object({
    eventId: z.string(),
    status: z.enum(['accepted', 'duplicate', 'rejected']),
    code: z.string().nullable(),
  }) satisfies ZodType<IngestResult>,
)

const Choice = z.object({
  purpose: z.enum(purposes),
  value: z.enum(['granted', 'denied']),
  chosenAt: z.string(),
  recordId: z.string(),
  kind: z.enum(['chosen', 'observed']),
  by: z.enum(subjectKinds),
  isGpc: z.literal(true).exactOptional(),
}) satisfies ZodType<LedgerChoice>

const Facts = z.array(
  z.object({
    subjectKey: z.string(),
    choices: z.array(Choice),
    gpcSeenAt: z.string().nullable(),
    linked: z.array(z.string()),
    inherited: z.array(Choice),
    suppressed: z.boolean(),
  }) satisfies ZodType<SubjectFacts>,
)
