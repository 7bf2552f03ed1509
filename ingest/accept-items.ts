import type { SourceConfig } from '../core/config.ts'
import { replacePersonalId } from '../core/identity/personal-ids.ts'
import type { Json } from '../core/json.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import type { IngestResult } from '../supabase/queries/records.ts'
import type { Admission } from './authenticate.ts'
import type { Warning } from './correct-clock.ts'
import type { Item } from './envelope.ts'
import { eventWarnings } from './event-warnings.ts'
import { messageIdLengthMax } from './limits/numbers.ts'
import { type NormalisedEvent, normaliseEvent } from './normalise-event.ts'
import type { IngestDeps } from './ports.ts'
import type { RequestFacts } from './request-facts.ts'
import { storeEvents } from './store-events.ts'
import type { ItemProblem } from './strict-json.ts'

export interface ItemResult {
  messageId: string | null
  status: 'accepted' | 'duplicate' | 'rejected'
  eventId?: string
  code?: string
  message?: string
  path?: string
  warnings?: Warning[]
}

export interface Accepting extends Admission {
  source: SourceConfig
  request: RequestFacts
}

/** Normalise, decide, store: one result an item, in input order. A bad item costs nobody else anything. */
export async function acceptItems(deps: IngestDeps, accepting: Accepting, items: Item[]): Promise<ItemResult[]> {
  const steps = items.map((item) => normaliseItem(deps, accepting, item))
  const events = steps.flatMap((step) => ('event' in step ? [step] : []))
  const stored = await storeEvents(deps, accepting, events)
  let next = 0
  return steps.map((step) => ('event' in step ? answered(step, stored[next++], accepting) : step))
}

export function normaliseItem(deps: IngestDeps, accepting: Accepting, item: Item): NormalisedEvent | ItemResult {
  const { keys } = accepting
  if ('problem' in item) return rejected(item.problem, shownId(item.messageId, keys))
  try {
    const step = normaliseEvent(item.item, { ...accepting, newId: deps.newId })
    return 'normalised' in step
      ? step.normalised
      : rejected(step.problem, step.messageId ?? shownId(item.item.messageId, keys))
  } catch (error) {
    // A bug of ours met by this one event: its neighbours must not wait for the mend.
    deps.log.error({ err: error, workspaceId: accepting.snapshot.workspaceId }, 'event.normalise_failed')
    return rejected({ code: 'internal_error', path: '', message: 'the event could not be read' }, null)
  }
}

function rejected(problem: ItemProblem, messageId: string | null): ItemResult {
  return { messageId, status: 'rejected', ...problem }
}

/** The sender's id, if it is one and names nobody. */
function shownId(sent: Json | undefined, keys: WorkspaceKeys): string | null {
  const isText = typeof sent === 'string' && sent.length <= messageIdLengthMax && sent.isWellFormed()
  return isText && !sent.includes('\u0000') ? replacePersonalId(sent, keys).id : null
}

function answered(normalised: NormalisedEvent, stored: IngestResult | undefined, accepting: Accepting): ItemResult {
  const { messageId } = normalised.event
  if (stored === undefined || stored.status === 'rejected') {
    const code = stored?.code ?? 'not_storable'
    return rejected({ code, path: '', message: 'the store cannot hold this event' }, messageId)
  }
  const warnings = eventWarnings(normalised, accepting.source)
  return {
    messageId,
    status: stored.status,
    eventId: stored.eventId,
    ...(stored.code === null ? {} : { code: stored.code }),
    ...(warnings.length === 0 ? {} : { warnings }),
  }
}
