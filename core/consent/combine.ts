import type { Policy, SourceConfig } from '../config.ts'
import type { Jurisdiction } from '../event.ts'
import { type Law, regimeFor } from '../jurisdiction.ts'
import { type ConsentValue, everyPurpose, type Purpose, type PurposeValues, purposes } from '../purpose.ts'
import type { LedgerChoice, Signals } from '../signals.ts'
import { askLedger, entryOf, foldChoices, type LedgerEntry } from './ledger.ts'
import { beforeOptOut, isGpc, liftsGpc } from './opt-out.ts'
import { type ConsentSource, groundsOf, type PurposeOutcome, type Settled } from './outcome.ts'
import { sensitiveBySignals } from './sensitive.ts'
import type { ConsentWarning, Recipient, SignalContext, Statement } from './signal.ts'
import { consentWarnings, signalKinds } from './signals.ts'
import { denyAds } from './subject.ts'
import { isUnasked } from './unasked.ts'

export interface ConsentInput {
  /** Those of ingest, then those of stricter duplicates; their order does not matter. */
  signals: readonly Signals[]
  choices: readonly LedgerChoice[]
  policy: Policy
  jurisdiction: Jurisdiction
  source: Pick<SourceConfig, 'categoryMap' | 'absentMeans'>
  /** A withdrawal after it is `revoked`, one before `consent_withdrawn`. */
  receivedAt: string
  /** Absent = a party without an IAB vendor number. */
  recipient?: Recipient
  /** Why the source's own marks keep the event from ads (case 36); absent = they do not. */
  sensitive?: string | null
  /** ISO time at which the person's GPC was first seen; absent = with this event. */
  gpcSeenAt?: string
}

export interface EventConsent {
  outcomes: Record<Purpose, PurposeOutcome>
  values: PurposeValues
  /** What it would be but for US opt-outs, where the policy lets a restricted mode follow one (case 33); null = nowhere. */
  valuesBeforeOptOut: PurposeValues | null
  /** A minor, a sensitive product, a child's audience: no limited mode, and what was looked at stays here. */
  isSensitive: boolean
  /** Nobody has asked this person anything yet, as far as anybody told. */
  isUnasked: boolean
  law: Law
  warnings: ConsentWarning[]
}

/**
 * Design 6 (a)(b)(c). Granted only if the event's own signals grant, or are silent and the ledger's latest choice or the
 * policy's default grants; never against a withdrawal that is newer than the granting signal's own choice.
 */
export function combineConsent(input: ConsentInput): EventConsent {
  const law = regimeFor(input.policy, input.jurisdiction)
  const { jurisdiction, source, receivedAt, recipient = {} } = input
  const context: SignalContext = { jurisdiction, law, source, receivedAt, recipient }
  const captures = input.signals.map((signals) => signalKinds.flatMap((kind) => kind.statements(signals, context)))
  const ledger = foldChoices(input.choices)
  const isSensitive = (input.sensitive ?? null) !== null || sensitiveBySignals(input.signals, jurisdiction)
  const inputFor = (purpose: Purpose): PurposeInput => {
    const entry = entryOf(ledger, purpose)
    const isHeard = (one: Statement) =>
      one.purpose === purpose && !(isGpc(one) && liftsGpc({ ...input, law }, entry.chosen))
    const heard = captures.map((statements) => statements.filter(isHeard))
    return { purpose, captures: withMarks(heard, purpose, input.sensitive), entry, law, receivedAt }
  }
  const outcomes = byPurpose((purpose) => decidePurpose(inputFor(purpose)))
  const mayBeRestricted = input.policy.limitedOnOptOut === true && law.regime === 'opt_out' && !isSensitive
  return {
    outcomes,
    values: byPurpose((purpose) => outcomes[purpose].value),
    valuesBeforeOptOut: mayBeRestricted
      ? byPurpose((purpose) => decidePurpose(beforeOptOut(inputFor(purpose))).value)
      : null,
    isSensitive,
    isUnasked: !isSensitive && isUnasked(input),
    law,
    warnings: distinctWarnings(input.signals.flatMap((signals) => consentWarnings(signals, source))),
  }
}

/** For what cannot be read at all. */
export const refusedConsent: EventConsent = {
  outcomes: byPurpose(() => ({ value: 'denied', reason: 'invalid_signal', basis: null, chosenAt: null, sources: [] })),
  values: everyPurpose('denied'),
  valuesBeforeOptOut: null,
  isSensitive: true,
  isUnasked: false,
  law: { regime: 'opt_in', defaultGrants: [], interest: null, gpc: 'standard', rule: null, adopted: true },
  warnings: [],
}

interface PurposeInput {
  purpose: Purpose
  captures: Statement[][]
  entry: LedgerEntry
  law: Law
  receivedAt: string
}

function decidePurpose(input: PurposeInput): PurposeOutcome {
  const applicable = input.captures.map((statements) => applicableIn(statements.filter(hasSay)))
  const said = mostRestrictive(applicable.map((statements) => mostRestrictive(statements.map(({ value }) => value))))
  const statements = applicable.flat()
  const sources = distinctSources([
    ...[...statements, ...input.captures.flat().filter((one) => !hasSay(one))].map(toSource),
    ...ledgerSource(input),
    ...policySource(input),
  ])
  const settled = settle(said, applicable, input)
  return { ...settled, ...groundsOf(settled, sources, input.entry), sources }
}

/** The source's marks are nobody's signal, and refuse in every capture. */
function withMarks(captures: Statement[][], purpose: Purpose, reason: string | null | undefined): Statement[][] {
  if (reason === null || reason === undefined) return captures
  const marks = denyAds(reason).filter((said) => said.purpose === purpose)
  const marked = marks.map((said): Statement => ({ ...said, signal: 'subject', chosenAt: null }))
  return captures.length === 0 ? [marked] : captures.map((statements) => [...statements, ...marked])
}

function hasSay({ value }: Statement): boolean {
  return value !== 'unset'
}

function toSource({ signal, value, reason, basis, chosenAt }: Statement): ConsentSource {
  return {
    from: signal,
    value,
    reason,
    ...(basis === undefined ? {} : { basis }),
    ...(chosenAt === null ? {} : { at: chosenAt }),
  }
}

/** Statements that yield to a grant count only where the rest of the same capture does not grant. */
function applicableIn(statements: Statement[]): Statement[] {
  const firm = statements.filter(({ unlessGranted }) => unlessGranted !== true)
  return mostRestrictive(firm.map(({ value }) => value)) === 'granted' ? firm : statements
}

/** Nobody said anything = unset. A later capture of the same event that says less is the stricter one, too. */
function mostRestrictive(values: ConsentValue[]): ConsentValue {
  if (values.includes('denied')) return 'denied'
  return values.length > 0 && values.every((value) => value === 'granted') ? 'granted' : 'unset'
}

function settle(said: ConsentValue, captures: Statement[][], input: PurposeInput): Settled {
  const { purpose, law } = input
  if (said === 'denied') return { value: 'denied', reason: strongestDenial(captures.flat()) }
  const ledger = askLedger({ ...input, said, captures })
  if (ledger?.value === 'denied') return { value: 'denied', reason: ledger.reason }
  if (!law.adopted) return { value: 'unset', reason: 'policy_not_adopted' }
  if (said === 'granted') return { value: 'granted', reason: 'granted_by_signal' }
  if (ledger?.value === 'granted') return { value: 'granted', reason: 'granted_by_ledger' }
  if (law.defaultGrants.includes(purpose)) return { value: 'granted', reason: 'granted_by_policy' }
  if (purpose === 'analytics' && law.interest !== null) return { value: 'granted', reason: 'granted_by_interest' }
  return { value: 'unset', reason: 'no_signal' }
}

/** What the person said outranks what was inferred; the rest follows in alphabetical order, so that order never shows. */
const denialRank = [
  'minor',
  'audience_children',
  'sensitive_category',
  'category_denied',
  'gpp_opt_out',
  'usp_opt_out',
  'gpc',
  'gpp_gpc',
  'invalid_signal',
]

function strongestDenial(statements: Statement[]): string {
  const reasons = new Set(statements.filter(({ value }) => value === 'denied').map(({ reason }) => reason))
  return denialRank.find((reason) => reasons.has(reason)) ?? [...reasons].sort()[0] ?? 'denied'
}

function ledgerSource({ entry }: PurposeInput): ConsentSource[] {
  const found = [entry.chosen, entry.observed].filter((one) => one !== null)
  return found.map(({ value, recordId, chosenAt, by }) => ({
    from: 'ledger',
    value,
    reason: recordId,
    at: chosenAt,
    ...(by === undefined ? {} : { by }),
  }))
}

function policySource({ law, purpose }: PurposeInput): ConsentSource[] {
  const ofRule = { from: 'policy', value: 'granted', reason: `rule_${law.rule}` } as const
  if (law.defaultGrants.includes(purpose)) return [ofRule]
  return purpose === 'analytics' && law.interest !== null ? [{ ...ofRule, basis: 'legitimate_interest' }] : []
}

function byPurpose<Value>(pick: (purpose: Purpose) => Value): Record<Purpose, Value> {
  return Object.fromEntries(purposes.map((purpose) => [purpose, pick(purpose)])) as Record<Purpose, Value>
}

/** Without repeats and in one order, whatever order the signals came in. */
function distinctSources(sources: ConsentSource[]): ConsentSource[] {
  if (sources.length < 2) return sources
  const byText = new Map(
    sources.map((source) => [`${source.from} ${source.value} ${source.reason} ${source.at}`, source]),
  )
  return [...byText.keys()].sort().map((text) => byText.get(text) as ConsentSource)
}

function distinctWarnings(warnings: ConsentWarning[]): ConsentWarning[] {
  const byText = new Map(warnings.map((warning) => [`${warning.code} ${warning.path} ${warning.message}`, warning]))
  return [...byText.keys()].sort().map((text) => byText.get(text) as ConsentWarning)
}
