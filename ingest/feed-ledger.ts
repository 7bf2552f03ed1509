import type { Snapshot } from '../core/config.ts'
import type { EventChoice } from '../core/consent/event-choices.ts'
import { changesLedger, entryOf, foldChoices } from '../core/consent/ledger.ts'
import { liftsGpc } from '../core/consent/opt-out.ts'
import { regimeFor } from '../core/jurisdiction.ts'
import type { SubjectFacts } from '../core/signals.ts'
import { keysIn, type SubjectRef } from '../core/subject-keys.ts'
import type { ConsentChoiceRecord, SubjectLink } from '../supabase/queries/records.ts'
import type { NormalisedEvent } from './normalise-event.ts'
import type { Ledger } from './read-ledger.ts'

/** As data.learn_links: who is linked to more is no person. */
const linksMax = 32
const linkedSubjectsMax = 8

/** What one event adds to the ledger. Most add nothing: only a change of state is written. */
export interface Fed {
  choices: ConsentChoiceRecord[]
  links: SubjectLink[]
}

export const nothingFed: Fed = { choices: [], links: [] }

export interface FeedContext {
  ledger: Ledger
  /** A public key may grant for its own browser alone; denials are taken from anyone (case 50). */
  trusted: boolean
  snapshot: Pick<Snapshot, 'sources' | 'policy'>
  newId(): string
}

/** Writes what the event says into `ledger`, too, so that the whole batch is decided with it (case 52). */
export function feedLedger(normalised: NormalisedEvent, spoken: readonly EventChoice[], context: FeedContext): Fed {
  // Choices first: an observation that only repeats one is no news.
  const choices = (['chosen', 'observed'] as const).flatMap((kind) => {
    const said = spoken.filter((choice) => choice.kind === kind)
    return groupChanges(said, normalised, context).map((group) => toRecord(group, normalised, context))
  })
  return { choices, links: newLinks(normalised, context.ledger) }
}

interface Group {
  said: EventChoice[]
  subjects: SubjectRef[]
}

/** What one record holds: told at one time, for one reason, to the same keys. */
function groupChanges(said: readonly EventChoice[], normalised: NormalisedEvent, context: FeedContext): Group[] {
  const groups = new Map<string, Group>()
  for (const choice of said) {
    const told = subjectsToldOf(choice, normalised, context)
    const subjects = told.filter(({ key }) => isNews(choice, factsOf(context.ledger, key), { normalised, context }))
    const name = [choice.chosenAt, choice.reason, ...keysIn(subjects)].join(' ')
    const held = groups.get(name)?.said ?? []
    if (subjects.length > 0) groups.set(name, { said: [...held, choice], subjects })
  }
  return [...groups.values()]
}

/** GPC that a later choice lifted is none: written down again it would undo that choice (case 9). */
function isNews(
  choice: EventChoice,
  { choices, gpcSeenAt }: SubjectFacts,
  { normalised, context }: { normalised: NormalisedEvent; context: FeedContext },
): boolean {
  if (!changesLedger(choice, choices)) return false
  if (choice.isGpc !== true || typeof gpcSeenAt !== 'string') return true
  const { chosen } = entryOf(foldChoices(choices), choice.purpose)
  const { policy } = context.snapshot
  const law = regimeFor(policy, normalised.event.jurisdiction)
  return !liftsGpc({ policy, law, gpcSeenAt, receivedAt: choice.chosenAt }, chosen)
}

/** A choice is the device's and the signed-in user's, an observation the device's alone. Shared addresses and numbers learn of a denial through their links. */
function subjectsToldOf(
  { kind, value }: EventChoice,
  normalised: NormalisedEvent,
  { trusted }: FeedContext,
): SubjectRef[] {
  const device = deviceOf(normalised)
  const isOfDevice = kind === 'observed' || (value === 'granted' && !trusted)
  return isOfDevice ? device : [...device, ...userOf(normalised)]
}

/** The first of its kind is the event's own, the second a previous one. */
function deviceOf({ event, subjects }: NormalisedEvent): SubjectRef[] {
  return event.anonymousId === null ? [] : subjects.filter(({ kind }) => kind === 'anonymous_id').slice(0, 1)
}

function userOf({ event, subjects }: NormalisedEvent): SubjectRef[] {
  return event.userId === null ? [] : subjects.filter(({ kind }) => kind === 'user_id').slice(0, 1)
}

function toRecord({ said, subjects }: Group, { event }: NormalisedEvent, context: FeedContext): ConsentChoiceRecord {
  const [first] = said as [EventChoice, ...EventChoice[]]
  const recordId = context.newId()
  for (const subject of subjects) note(context.ledger, subject, { said, recordId })
  return {
    workspaceId: event.workspaceId,
    recordId,
    subjects,
    kind: first.kind,
    purposes: Object.fromEntries(said.map(({ purpose, value }) => [purpose, value])),
    chosenAt: first.chosenAt,
    source: sourceNamed(event.sourceId, context),
    reason: first.reason,
    eventId: event.eventId,
    proof: null,
  }
}

function sourceNamed(sourceId: string, { snapshot }: FeedContext): string {
  return `source ${snapshot.sources.find(({ id }) => id === sourceId)?.slug ?? sourceId}`
}

function note(
  ledger: Ledger,
  { key, kind }: SubjectRef,
  { said, recordId }: { said: EventChoice[]; recordId: string },
) {
  const facts = factsOf(ledger, key)
  const added = said.map(({ reason: _reason, ...choice }) => ({ ...choice, recordId, by: kind }))
  ledger.set(key, { ...facts, choices: [...facts.choices, ...added] })
}

function factsOf(ledger: Ledger, key: string): SubjectFacts {
  return ledger.get(key) ?? { subjectKey: key, choices: [], suppressed: false }
}

/** Everyone an event names is one person; its order, cart and checkout lead to the device. */
function newLinks(normalised: NormalisedEvent, ledger: Ledger): SubjectLink[] {
  const { tokens } = normalised
  const subjects = normalised.subjects.slice(0, linkedSubjectsMax)
  const pairs = [
    ...subjects.flatMap((one) => subjects.map((other) => [one, other] as const)),
    ...tokens.flatMap((token) => deviceOf(normalised).map((device) => [token, device] as const)),
  ]
  return pairs.filter(([one, other]) => learn(ledger, one.key, other.key)).map(([one, other]) => linkOf(one, other))
}

function learn(ledger: Ledger, key: string, other: string): boolean {
  const facts = factsOf(ledger, key)
  const linked = facts.linked ?? []
  if (key === other || linked.includes(other) || linked.length >= linksMax) return false
  ledger.set(key, { ...facts, linked: [...linked, other] })
  return true
}

function linkOf(one: SubjectRef, other: SubjectRef): SubjectLink {
  return { subjectKey: one.key, subjectKind: one.kind, otherKey: other.key, otherKind: other.kind }
}
