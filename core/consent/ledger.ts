import type { SubjectKind } from '../ids.ts'
import type { ConsentValue, Purpose } from '../purpose.ts'
import type { LedgerChoice, SubjectFacts, SubjectState } from '../signals.ts'
import type { Statement } from './signal.ts'

export type LedgerKind = NonNullable<LedgerChoice['kind']>

/** What the ledger knows of one purpose: the person's latest dated choice, and the undated state last seen on the device. */
export interface LedgerEntry {
  chosen: LedgerChoice | null
  observed: LedgerChoice | null
}

const nothingKnown: LedgerEntry = { chosen: null, observed: null }

export function entryOf(ledger: ReadonlyMap<Purpose, LedgerEntry>, purpose: Purpose): LedgerEntry {
  return ledger.get(purpose) ?? nothingKnown
}

/** The fold: per purpose and kind the latest; a tie is a denial. Order of arrival does not matter. */
export function foldChoices(choices: readonly LedgerChoice[]): Map<Purpose, LedgerEntry> {
  const ledger = new Map<Purpose, LedgerEntry>()
  for (const choice of choices) {
    const held = entryOf(ledger, choice.purpose)
    const kind = choice.kind ?? 'chosen'
    const before = held[kind]
    if (before === null || outweighs(choice, before)) ledger.set(choice.purpose, { ...held, [kind]: choice })
  }
  return ledger
}

export function outweighs(choice: LedgerChoice, held: LedgerChoice): boolean {
  const [time, heldTime] = [choiceTimeMs(choice), choiceTimeMs(held)]
  if (time !== heldTime) return time > heldTime
  if (choice.value !== held.value) return choice.value === 'denied'
  return choice.recordId > held.recordId
}

/** A time nobody can read is as new as can be on a denial and as old as can be on a grant. */
function choiceTimeMs({ value, chosenAt }: Pick<LedgerChoice, 'value' | 'chosenAt'>): number {
  const time = Date.parse(chosenAt)
  if (!Number.isNaN(time)) return time
  return value === 'denied' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
}

/** Whether it would change what is known: the same again is no news, and only a change is written. */
export function changesLedger(choice: Omit<LedgerChoice, 'recordId'>, known: readonly LedgerChoice[]): boolean {
  const entry = entryOf(foldChoices(known), choice.purpose)
  const held = entry[choice.kind ?? 'chosen']
  if (held?.isGpc === true && isOwnRefusal(choice)) return true
  const inForce = entry.chosen?.value === 'denied' ? entry.chosen : latestOf(entry)
  const saysMore = inForce?.isGpc === true && isOwnRefusal(choice)
  if (choice.kind === 'observed' && inForce?.value === choice.value && !saysMore) return false
  return held === null || (held.value !== choice.value && outweighs({ ...choice, recordId: '' }, held))
}

/** By the person, not by the browser. */
function isOwnRefusal({ value, isGpc }: Pick<LedgerChoice, 'value' | 'isGpc'>): boolean {
  return value === 'denied' && isGpc !== true
}

/** An address or a number may be shared by a household or made up by anyone: a grant never comes through one (case 34). */
const sharedKinds: ReadonlySet<SubjectKind> = new Set<SubjectKind>(['email', 'phone'])

/**
 * One state from those of the subjects an event names (user id, anonymous id, e-mail …) and those linked to them: the
 * latest of each subject, then a denial of any of them. A denial travels over every link (case 34). Asked for an event,
 * each choice says whether it came after that: so a decision is made again without the time that a reduced event lost.
 */
export function mergeSubjects(
  subjects: readonly Pick<SubjectFacts, 'choices' | 'inherited' | 'suppressed' | 'gpcSeenAt'>[],
  occurredAt?: string,
): SubjectState {
  const perSubject = subjects.flatMap(({ choices, inherited = [] }) => [
    ...flat(foldChoices(choices)).filter(mayCount),
    ...inherited,
  ])
  const slotOf = ({ purpose, kind = 'chosen' }: LedgerChoice) => `${kind} ${purpose}`
  const denied = new Set(perSubject.filter(({ value }) => value === 'denied').map(slotOf))
  const binding = perSubject.filter((choice) => choice.value === 'denied' || !denied.has(slotOf(choice)))
  const heard = subjects.flatMap(({ choices, inherited = [] }) => [...choices, ...inherited])
  const refused = new Set(heard.filter(isOwnRefusal).map(slotOf))
  const seen = subjects.flatMap(({ gpcSeenAt }) => gpcSeenAt ?? []).sort((a, b) => Date.parse(b) - Date.parse(a))
  return {
    choices: flat(foldChoices(binding))
      .map((choice) => (refused.has(slotOf(choice)) ? withoutGpc(choice) : choice))
      .map((choice) => (isAfter(choice, occurredAt) ? { ...choice, afterEvent: true } : choice)),
    suppressed: subjects.some(({ suppressed }) => suppressed),
    ...(seen[0] === undefined ? {} : { gpcSeenAt: seen[0] }),
  }
}

/** A refusal of anyone's own beside it: no opt-out that a restricted mode may follow. */
function withoutGpc({ isGpc: _isGpc, ...choice }: LedgerChoice): LedgerChoice {
  return choice
}

function isAfter(choice: LedgerChoice, occurredAt: string | undefined): boolean {
  return choiceTimeMs(choice) > Date.parse(occurredAt ?? '')
}

function mayCount({ value, by }: LedgerChoice): boolean {
  return value === 'denied' || by === undefined || !sharedKinds.has(by)
}

function flat(ledger: ReadonlyMap<Purpose, LedgerEntry>): LedgerChoice[] {
  return [...ledger.values()].flatMap(({ chosen, observed }) => [chosen, observed].filter((one) => one !== null))
}

export interface LedgerQuestion {
  entry: LedgerEntry
  /** What the event says itself. */
  said: ConsentValue
  /** The applicable statements of each capture of the event. */
  captures: readonly (readonly Statement[])[]
  receivedAt: string
}

export type LedgerAnswer =
  | { value: 'denied'; reason: 'revoked' | 'consent_withdrawn'; choice: LedgerChoice }
  | { value: 'granted'; choice: LedgerChoice }
  | null

/**
 * How an event's own word stands against the ledger. A dated denial yields to a later dated choice alone (case 48). An
 * observed one is only as old as it looks: it binds what happened before it and what says nothing itself. A grant serves
 * events that say nothing, and none that happened before it was given (case 16).
 */
export function askLedger(question: LedgerQuestion): LedgerAnswer {
  const { entry, said } = question
  const denial = bindingDenial(question)
  if (denial !== null) return { value: 'denied', reason: withdrawalReason(denial, question), choice: denial }
  const grant = said === 'unset' ? latestOf(entry) : null
  return grant?.value === 'granted' && wasGivenFor(grant, question) ? { value: 'granted', choice: grant } : null
}

function bindingDenial({ entry, said, captures, receivedAt }: LedgerQuestion): LedgerChoice | null {
  const denial = entry.chosen?.value === 'denied' ? entry.chosen : latestOf(entry)
  if (denial?.value !== 'denied') return null
  if (said !== 'granted') return denial
  if (overturns(captures, denial, receivedAt)) return null
  return denial.kind === 'observed' && denial.afterEvent !== true ? null : denial
}

function latestOf({ chosen, observed }: LedgerEntry): LedgerChoice | null {
  if (chosen === null || observed === null) return chosen ?? observed
  return outweighs(observed, chosen) ? observed : chosen
}

/**
 * Each capture needs a choice made after the denial (case 48). One is enough: were an undated signal that agrees to
 * stand in its way, leaving that signal out would grant more. A time after receipt counts as receipt (case 35).
 */
function overturns(captures: LedgerQuestion['captures'], denial: LedgerChoice, receivedAt: string): boolean {
  const deniedAtMs = choiceTimeMs(denial)
  const isLater = ({ chosenAt }: Statement) =>
    chosenAt !== null && Math.min(Date.parse(chosenAt), Date.parse(receivedAt)) > deniedAtMs
  return captures.every((statements) => statements.some(isLater))
}

/** A choice made after receipt cannot have let the event in: ingest decided without it, on an older grant. */
function wasGivenFor(grant: LedgerChoice, { receivedAt }: LedgerQuestion): boolean {
  return grant.afterEvent !== true || choiceTimeMs(grant) > Date.parse(receivedAt)
}

function withdrawalReason(denial: LedgerChoice, { receivedAt }: LedgerQuestion): 'revoked' | 'consent_withdrawn' {
  return choiceTimeMs(denial) > Date.parse(receivedAt) ? 'revoked' : 'consent_withdrawn'
}
