import type { SourceConfig } from '../config.ts'
import type { DestinationFacts } from '../destination-facts.ts'
import type { Jurisdiction } from '../event.ts'
import type { Law } from '../jurisdiction.ts'
import type { ConsentValue, Purpose } from '../purpose.ts'
import type { Signals } from '../signals.ts'

export type SignalName = keyof Signals

/** Who would receive the event; a TCF string speaks of vendors by their IAB number. `{}` = a party without one. */
export type Recipient = Pick<DestinationFacts, 'iabVendorId' | 'tcfPurposes'>

/** What a signal may be read against: the person's law and our own configuration, never another field of the event. */
export interface SignalContext {
  jurisdiction: Pick<Jurisdiction, 'country' | 'region'>
  law: Law
  source: Pick<SourceConfig, 'categoryMap' | 'absentMeans'>
  /** ISO time: what a signal's age is measured against. */
  receivedAt: string
  recipient: Recipient
}

/** What a grant rests on. `default`: set before the person was asked. */
export type Basis = 'choice' | 'default' | 'legitimate_interest'

/** What a signal says of one purpose. An `unset` one is for the record and has no say; silence is no entry. */
export interface Said {
  purpose: Purpose
  value: ConsentValue
  reason: string
  /** Absent = the person's choice. */
  basis?: Basis
  /** Counts only where no other signal of the same capture grants the purpose (GPC in opt-in jurisdictions, case 10). */
  unlessGranted?: boolean
}

export interface Statement extends Said {
  signal: SignalName
  /** ISO time of the person's choice; null = the signal does not tell, so it cannot overturn a withdrawal. */
  chosenAt: string | null
}

/** Told to the sender and named in the trace; changes no decision. */
export interface ConsentWarning {
  code: 'unmapped_category' | 'invalid_category' | 'invalid_consent' | 'choice_unknown'
  path: string
  message: string
}

export interface SignalDefinition<Decoded> {
  name: SignalName
  /** Undefined = not seen. */
  read(signals: Signals): Decoded | undefined
  /** The first that is broken turns the whole signal into a denial of all that it could have spoken of. */
  validity: readonly { reason: string; broken(decoded: Decoded, context: SignalContext): boolean }[]
  /** Purposes an invalid one is taken to refuse. */
  speaksOf: readonly Purpose[]
  chosenAt(decoded: Decoded): string | null
  /** Its row of consent.md 5.5, asked only of a valid one. */
  say(decoded: Decoded, context: SignalContext): Said[]
  warn(decoded: Decoded, source: SignalContext['source']): ConsentWarning[]
}

/** A definition with its decoded type forgotten, so that the registry can hold every kind. */
export interface Signal {
  name: SignalName
  statements(signals: Signals, context: SignalContext): Statement[]
  warnings(signals: Signals, source: SignalContext['source']): ConsentWarning[]
}

export function defineSignal<Decoded>(definition: SignalDefinition<Decoded>): Signal {
  const { name, read, chosenAt } = definition
  return {
    name,
    statements(signals, context) {
      const decoded = read(signals)
      if (decoded === undefined) return []
      const said = refusal(definition, decoded, context) ?? definition.say(decoded, context)
      return said.map((one) => ({ ...one, signal: name, chosenAt: chosenAt(decoded) }))
    },
    warnings(signals, source) {
      const decoded = read(signals)
      return decoded === undefined ? [] : definition.warn(decoded, source)
    },
  }
}

function refusal<Decoded>(
  definition: SignalDefinition<Decoded>,
  decoded: Decoded,
  context: SignalContext,
): Said[] | null {
  const rule = definition.validity.find(({ broken }) => broken(decoded, context))
  if (rule === undefined) return null
  return definition.speaksOf.map((purpose) => ({ purpose, value: 'denied', reason: rule.reason }))
}
