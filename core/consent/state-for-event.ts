import type { Event } from '../event.ts'
import type { Purpose } from '../purpose.ts'
import type { Signals, SubjectFacts, SubjectState } from '../signals.ts'
import { choicesOfEvent, type EventChoice, type Speaking } from './event-choices.ts'
import { mergeSubjects } from './ledger.ts'

/**
 * The ledger's answer for one event. Grants of what the event grants itself are left out where no denial stands against
 * them: they could change nothing, and a decision's inputs would be another document for every device.
 */
export function stateForEvent(
  subjects: readonly SubjectFacts[],
  event: Event,
  /** Asked only where the ledger knows anything: most events are of people it knows nothing of. */
  grantedByEvent: () => ReadonlySet<Purpose>,
): SubjectState {
  const { choices, suppressed, ...seen } = mergeSubjects(subjects, event.occurredAt)
  if (choices.length === 0) return { choices, suppressed }
  const granted = grantedByEvent()
  const denied = new Set(choices.filter(({ value }) => value === 'denied').map(({ purpose }) => purpose))
  const counts = (purpose: Purpose) => denied.has(purpose) || !granted.has(purpose)
  const counting = choices.filter(({ purpose }) => counts(purpose))
  return { choices: counting, suppressed, ...(counting.length === 0 ? {} : seen) }
}

/** What every capture of the event grants. */
export function grantedByAll(captures: readonly Signals[], around: Omit<Speaking, 'signals'>): ReadonlySet<Purpose> {
  const [first = new Set<Purpose>(), ...rest] = captures.map((signals) =>
    grantedIn(choicesOfEvent({ ...around, signals })),
  )
  return new Set([...first].filter((purpose) => rest.every((one) => one.has(purpose))))
}

export function grantedIn(spoken: readonly EventChoice[]): ReadonlySet<Purpose> {
  const denied = new Set(spoken.filter(({ value }) => value === 'denied').map(({ purpose }) => purpose))
  return new Set(spoken.flatMap(({ purpose }) => (denied.has(purpose) ? [] : [purpose])))
}
