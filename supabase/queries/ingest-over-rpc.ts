import { type ZodType, z } from 'zod'
import { StoreUnavailableError } from '../../core/errors.ts'
import { purposes } from '../../core/purpose.ts'
import type { IngestTransport } from './ingest-store.ts'
import type { IngestResult, SubjectFacts } from './records.ts'
import type { Rpc } from './rpc.ts'
import { StoreFailure } from './store-failure.ts'

/** Ingest through supabase-js and PostgREST, for runtimes that should hold no database connection. */
export function ingestOverRpc(rpc: Rpc): IngestTransport {
  return {
    ingestEvents: (batch) => {
      const records = JSON.parse(batch) as unknown[]
      // Answers belong to events by position: an answer of another length belongs to nobody.
      return rpc.call('ingest_events', { batch: records }, Results.length(records.length))
    },
    subjectFacts: (workspaceId, subjectKeys) => {
      const parameters = { workspace: workspaceId, subject_keys: subjectKeys }
      return read(rpc, 'subject_facts', { parameters, shape: Facts.length(subjectKeys.length) })
    },
    missingPartition: (day) => read(rpc, 'missing_partition', { parameters: { day }, shape: z.string().nullable() }),
  }
}

const Results = z.array(
  z.object({
    eventId: z.string(),
    status: z.enum(['accepted', 'duplicate', 'rejected']),
    code: z.string().nullable(),
  }) satisfies ZodType<IngestResult>,
)

const Facts = z.array(
  z.object({
    subjectKey: z.string(),
    choices: z.array(
      z.object({
        purpose: z.enum(purposes),
        value: z.enum(['granted', 'denied']),
        chosenAt: z.string(),
        recordId: z.string(),
      }),
    ),
    suppressed: z.boolean(),
  }) satisfies ZodType<SubjectFacts>,
)

/** Whatever keeps a read from its answer, nothing was decided on it: away. */
async function read<Answer>(
  rpc: Rpc,
  name: string,
  { parameters, shape }: { parameters: Record<string, unknown>; shape: ZodType<Answer> },
): Promise<Answer> {
  try {
    return await rpc.call(name, parameters, shape)
  } catch (failure) {
    if (!(failure instanceof StoreFailure)) throw failure
    throw new StoreUnavailableError(failure.code, failure.message)
  }
}
