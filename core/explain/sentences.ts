import type { Decision, GateTrace } from '../decision.ts'
import type { Purpose } from '../purpose.ts'
import type { Signals } from '../signals.ts'
import { consentClause, dayText, plain, titleOf } from './consent-clauses.ts'
import { passedSentence, reasonClause, vendorClause } from './gate-sentences.ts'

export interface Explained {
  /** As people know the destination: "Meta Conversions API". */
  title: string
  decision: Pick<Decision, 'verdict' | 'mode' | 'reason' | 'gate'>
  trace: readonly GateTrace[]
  signals: readonly Signals[]
  /** Of an event that nobody sent: what would become of one. */
  supposed?: boolean
}

/** The decision in one sentence, then every gate that was asked in one each. */
export function sentencesOf(explained: Explained): string[] {
  const { trace, signals } = explained
  return [headline(explained), ...trace.flatMap((gate) => sentencesOfGate(gate, signals))]
}

export function headline({ title, decision, trace, signals, supposed }: Explained): string {
  const event = supposed === true ? 'an event' : 'this event'
  if (decision.verdict === 'deliver') {
    return `${title} may get ${event}${decision.mode === 'limited' ? ', in its restricted mode only' : ''}.`
  }
  if (decision.verdict === 'held') {
    return `${title} ${supposed === true ? 'would not get' : 'did not get'} ${event} yet: ${clauseOf(decision.reason)}.`
  }
  const consent = trace.find(({ gate, passed }) => gate === 'consent' && !passed)
  const why = consent === undefined ? clauseOf(decision.reason) : consentWhy(consent, signals)
  return `${title} ${supposed === true ? 'would not' : 'did not'} get ${event}: ${why}.`
}

/** What let an event go: "Each purpose was granted by the TCF string of 3 May 2026." Null = consent was not asked for it. */
export function basisOf(trace: readonly GateTrace[], signals: readonly Signals[]): string | null {
  const consent = trace.find(({ gate, passed }) => gate === 'consent' && passed)
  const required = consent === undefined ? [] : requiredOf(consent)
  if (required.length === 0) return null
  const clauses = new Set(
    required.map(({ outcome }) => clauseFor({ reason: outcome.reason, by: deciderOf(outcome, signals), on: null })),
  )
  const [only] = clauses
  if (clauses.size === 1 && required.length > 1) return `Each purpose ${only}.`
  return required.map(({ purpose, outcome }) => `${upperFirst(outcomeClause(purpose, outcome, signals))}.`).join(' ')
}

function clauseOf(reason: string): string {
  return reasonClause(reason) ?? vendorClause(reason)
}

/** Those purposes that were not granted, each with what decided it. */
function consentWhy(trace: GateTrace, signals: readonly Signals[]): string {
  const own = reasonClause(trace.reason)
  if (own !== null && trace.reason !== 'consent_withdrawn') return own
  const refused = requiredOf(trace).filter(({ outcome }) => outcome.value !== 'granted')
  if (refused.length === 0)
    return purposeClause({ purpose: null, reason: trace.reason, by: titleOf('', signals), on: null })
  return refused.map(({ purpose, outcome }) => outcomeClause(purpose, outcome, signals)).join('; ')
}

function sentencesOfGate(trace: GateTrace, signals: readonly Signals[]): string[] {
  if (trace.gate !== 'consent') {
    return [trace.passed ? passedSentence(trace.gate, trace.inputs) : `Stopped here: ${clauseOf(trace.reason)}.`]
  }
  const said = requiredOf(trace).map(({ purpose, outcome }) => `${outcomeClause(purpose, outcome, signals)}.`)
  return said.length === 0 ? [`Stopped here: ${clauseOf(trace.reason)}.`] : said.map(upperFirst)
}

interface Outcome {
  value: string
  reason: string
  sources: { from: string; value: string; reason: string; at?: string }[]
}

function requiredOf({ inputs }: GateTrace): { purpose: Purpose; outcome: Outcome }[] {
  const { required, purposes } = inputs as { required?: Purpose[]; purposes?: Record<string, Outcome> }
  return (required ?? []).flatMap((purpose) => {
    const outcome = purposes?.[purpose]
    return outcome === undefined ? [] : [{ purpose, outcome }]
  })
}

function outcomeClause(purpose: Purpose, outcome: Outcome, signals: readonly Signals[]): string {
  return purposeClause({ purpose, reason: outcome.reason, by: deciderOf(outcome, signals), on: saidOn(outcome) })
}

interface Deciding {
  reason: string
  by: string
  on: string | null
}

function purposeClause({ purpose, ...deciding }: Deciding & { purpose: Purpose | null }): string {
  return `${purpose === null ? 'it' : plain(purpose)} ${clauseFor(deciding)}`
}

function clauseFor({ reason, by, on }: Deciding): string {
  return consentClause(reason, by, on) ?? `was decided by ${by} (${plain(reason)})`
}

/** Whose word it was: for a refusal the one that refused so, for a grant those that granted. */
function deciderOf({ value, reason, sources }: Outcome, signals: readonly Signals[]): string {
  const exact = sources.filter((source) => source.reason === reason)
  const alike = exact.length > 0 ? exact : sources.filter((source) => source.value === value)
  const day = saidOn({ value, reason, sources: alike })
  const named = (from: string) =>
    from === 'ledger' && day !== null ? `${titleOf(from, signals)} of ${day}` : titleOf(from, signals)
  const names = [...new Set(alike.map(({ from }) => named(from)))]
  return names.length === 0 ? 'what is known' : names.join(' and ')
}

/** The day of the recorded choices that say so; two days tell nothing of which decided. */
function saidOn({ value, sources }: Outcome): string | null {
  const times = sources.flatMap((source) =>
    source.value === value && source.at !== undefined ? [Date.parse(source.at)] : [],
  )
  const days = new Set(times.map((time) => (Number.isNaN(time) ? null : dayText(time))))
  const [only] = days
  return days.size === 1 && only !== undefined ? only : null
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
