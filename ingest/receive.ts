import type { SourceConfig } from '../core/config.ts'
import type { Json } from '../core/json.ts'
import { acceptItems, type ItemResult } from './accept-items.ts'
import { type Admission, admit, sourceOf } from './authenticate.ts'
import { parseTime } from './correct-clock.ts'
import type { Item } from './envelope.ts'
import { type IngestContext, note } from './http.ts'
import { limitWorkspace } from './limits/enforce-limits.ts'
import type { IngestDeps } from './ports.ts'
import { keyOfBody, keyOfRequest } from './presented-key.ts'
import { readJsonBody } from './read-body.ts'
import { unavailable } from './refusal.ts'
import { requestFacts } from './request-facts.ts'
import { clockOffsetCode, type NoteKind } from './source-notes.ts'

/** What every ingest door does: key, body, limits, then the events. One result an item, in input order. */
export async function receive(
  c: IngestContext,
  deps: IngestDeps,
  itemsOf: (body: Json) => Item[],
): Promise<ItemResult[]> {
  if (deps.storageLow())
    throw unavailable('storage_low', 'the disk is nearly full: nothing is taken until there is room')
  const { admission, body } = await admitted(c, deps)
  const source = sourceOf(c, admission)
  const items = itemsOf(body)
  await limitWorkspace(deps, admission.snapshot, items.length)
  const request = requestFacts(c, deps, admission.key)
  const results = await acceptItems(deps, { ...admission, source, request }, items)
  count(c, deps, results)
  noteForDoctor(deps, { ...admission, source }, { items, results })
  return results
}

/** A key in the header is checked before a byte of the body is read. */
async function admitted(c: IngestContext, deps: IngestDeps): Promise<{ admission: Admission; body: Json }> {
  const presented = keyOfRequest(c.req.raw.headers, c.req.query('writeKey'))
  if (presented !== null) {
    const admission = await admit(c, deps, presented, 'ingest')
    return { admission, body: await readJsonBody(c.req.raw) }
  }
  const body = await readJsonBody(c.req.raw)
  return { admission: await admit(c, deps, keyOfBody(body), 'ingest'), body }
}

function count(c: IngestContext, deps: IngestDeps, results: ItemResult[]): void {
  const counts = { accepted: 0, duplicate: 0, rejected: 0 }
  for (const { status } of results) counts[status] += 1
  deps.metrics.results(counts)
  for (const { status, code } of results) if (status === 'rejected') deps.metrics.rejected(code ?? 'unknown')
  note(c, counts)
}

/** Rejected events are not stored: what was wrong with them is only counted, and so are unmapped categories. */
function noteForDoctor(
  deps: IngestDeps,
  { snapshot, source }: Admission & { source: SourceConfig },
  { items, results }: { items: Item[]; results: ItemResult[] },
): void {
  const noteOne = (kind: NoteKind, code: string): void =>
    deps.noteSource(snapshot.region, { workspaceId: snapshot.workspaceId, sourceId: source.id }, kind, code)
  for (const { status, code, warnings } of results) {
    if (status === 'rejected') noteOne('rejected', code ?? 'unknown')
    for (const warning of warnings ?? []) {
      if (warning.code === 'unmapped_category')
        noteOne('unmapped_category', warning.path.replace(/^.*\bcategoryPreferences\./, ''))
    }
  }
  const [first] = items.flatMap((item) => ('item' in item ? [parseTime(item.item.sentAt)] : []))
  if (first !== undefined && first !== null) {
    noteOne('clock_offset', clockOffsetCode((deps.clock().getTime() - first) / 1000))
  }
}
