import type { IngestRecord, IngestResult } from '../supabase/queries/records.ts'
import type { Admission } from './authenticate.ts'
import { decideAll } from './decide-all.ts'
import type { DecidedEvent } from './decide-event.ts'
import { ingestRecord } from './ingest-record.ts'
import type { NormalisedEvent } from './normalise-event.ts'
import type { IngestDeps } from './ports.ts'
import { Refusal, unavailable } from './refusal.ts'

/** Decides and stores; one result an event, in order. Ledger and suppressions are read once, before the one ingest call. */
export async function storeEvents(
  deps: IngestDeps,
  admission: Admission,
  events: NormalisedEvent[],
): Promise<IngestResult[]> {
  if (events.length === 0) return []
  const decided = await decideAll(deps, admission, events)
  const context = { ...admission, facts: deps.facts }
  const records: IngestRecord[] = decided.map((one) => ingestRecord(one, context))
  const results = await admission.stores.ingest.ingest(records)
  if (results.some(({ code }) => code === 'wrong_home')) throw await movedAway(deps, admission)
  countWarnings(
    deps,
    admission,
    decided.filter((_, index) => results[index]?.status === 'accepted'),
  )
  return results
}

/** By type for operators, by destination for its source's doctor. */
function countWarnings(deps: IngestDeps, { snapshot }: Admission, decided: DecidedEvent[]): void {
  for (const { event, decisions } of decided) {
    for (const { destinationId, warnings } of decisions) {
      if (warnings.length === 0) continue
      const destination = snapshot.destinations.find(({ id }) => id === destinationId)
      for (const { code } of warnings) {
        deps.metrics.preflight(destination?.type ?? 'unknown', code)
        deps.noteSource(snapshot.region, event, 'preflight', `${destination?.slug ?? destinationId} ${code}`)
      }
    }
  }
}

/** The region fenced us off: our snapshot is older than the move. Nothing was kept; the next try finds the new home. */
async function movedAway(deps: IngestDeps, { snapshot }: Admission): Promise<Refusal> {
  await deps.snapshots.refresh(snapshot.workspaceId)
  const fresh = await deps.snapshots.current(snapshot.workspaceId)
  if (fresh === null || deps.regions(fresh.region) !== undefined) {
    return unavailable('wrong_home', 'the workspace is moving: nothing was kept, send again')
  }
  const host = deps.regionHosts[fresh.region]
  return new Refusal(421, 'wrong_region', `this workspace rests in ${fresh.region}, which is not served here`, {
    details: { region: fresh.region, ...(host === undefined ? {} : { host }) },
  })
}
