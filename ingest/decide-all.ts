import type { Snapshot } from '../core/config.ts'
import { choicesOfEvent, type EventChoice } from '../core/consent/event-choices.ts'
import { grantedIn, stateForEvent } from '../core/consent/state-for-event.ts'
import { noSubjectState, type SubjectFacts } from '../core/signals.ts'
import { keysIn } from '../core/subject-keys.ts'
import type { Admission } from './authenticate.ts'
import { type DecidedEvent, type DecidingContext, decideEvent, dependsOnLedger } from './decide-event.ts'
import { type Fed, feedLedger, nothingFed } from './feed-ledger.ts'
import type { NormalisedEvent } from './normalise-event.ts'
import type { IngestDeps } from './ports.ts'
import { readLedger } from './read-ledger.ts'

/** Decided with what the ledger knows and what this batch tells it: a withdrawal counts before the events beside it. */
export async function decideAll(
  deps: IngestDeps,
  { snapshot, stores, key }: Admission,
  events: NormalisedEvent[],
): Promise<DecidedEvent[]> {
  const context: DecidingContext = { ...deps, snapshot }
  const unheard = { state: noSubjectState, fed: nothingFed }
  const steps = events.map((normalised) => {
    const spoken = spokenBy(normalised, snapshot)
    // Who says something is looked up in any case: decided once, when the ledger has been heard.
    return { normalised, spoken, alone: spoken.length > 0 ? null : decideEvent(normalised, context, unheard) }
  })
  const asked = steps.filter(({ alone }) => alone === null || dependsOnLedger(alone.decisions))
  const subjectKeys = new Set(asked.flatMap(({ normalised }) => ledgerKeysOf(normalised)))
  deps.metrics.ledgerRead(subjectKeys.size)
  const ledger = await readLedger(stores.ingest, snapshot.workspaceId, subjectKeys)
  const feeding = { ledger, trusted: key.kind === 'secret', newId: deps.newId, snapshot }
  const fed = new Map(asked.map(({ normalised, spoken }) => [normalised, feedLedger(normalised, spoken, feeding)]))
  return steps.map(({ normalised, alone, spoken }) => {
    const told = fed.get(normalised) ?? nothingFed
    const facts = ledgerKeysOf(normalised).flatMap((subjectKey) => withoutOwn(ledger.get(subjectKey), told))
    const state = fed.has(normalised) ? stateForEvent(facts, normalised.event, () => grantedIn(spoken)) : noSubjectState
    const isSilent = state.choices.length === 0 && !state.suppressed
    if (!isSilent) return decideEvent(normalised, context, { state, fed: told })
    return { ...(alone ?? decideEvent(normalised, context, unheard)), fed: told }
  })
}

function spokenBy({ event, signals }: NormalisedEvent, { policy, sources }: Snapshot): EventChoice[] {
  const source = sources.find(({ id }) => id === event.sourceId)
  return source === undefined ? [] : choicesOfEvent({ event, signals, policy, source })
}

/** What the event itself showed adds nothing to what it says. */
function withoutOwn(facts: SubjectFacts | undefined, { choices: fed }: Fed): SubjectFacts[] {
  if (facts === undefined) return []
  const own = new Set(fed.flatMap(({ kind, recordId }) => (kind === 'observed' ? [recordId] : [])))
  return [{ ...facts, choices: facts.choices.filter(({ recordId }) => !own.has(recordId)) }]
}

function ledgerKeysOf({ subjects, tokens }: NormalisedEvent): string[] {
  return keysIn([...subjects, ...tokens])
}
