import type { AvailableIdentity } from './destination-facts.ts'
import type { IdentityBundle, PlainFieldName, VariantName } from './identity/bundle.ts'
import { canonicalJson } from './json.ts'
import type { ConsentValue, PurposeValues } from './purpose.ts'
import { purposes } from './purpose.ts'
import { sha256Hex } from './seal.ts'
import type { SubjectState } from './signals.ts'

/**
 * What `decide()` took beside the event, its signals, the configuration and the time. Kept once per distinct content,
 * like the signals: most events of a day share one.
 */
export interface DecisionInputs {
  /** What ledger and suppressions said. */
  state: SubjectState
  /** Which identity was at hand, by name: no gate looks at a value. Null = none was made yet. */
  available: AvailableNames | null
}

export interface AvailableNames {
  variants: VariantName[]
  absent: Partial<Record<VariantName, string>>
  plain: PlainFieldName[]
  network: ('ip' | 'userAgent')[]
}

/** Null id: nothing but the event, its signals and the configuration had a say. */
export function keptInputs(state: SubjectState, available: AvailableIdentity | null) {
  if (available === null && saysNothing(state)) return { inputsId: null, inputs: null }
  const inputs: DecisionInputs = { state, available: available === null ? null : namesOf(available) }
  return { inputsId: sha256Hex(canonicalJson(inputs)), inputs }
}

function saysNothing(state: SubjectState): boolean {
  return Object.values(state).every((part) => part === false || (Array.isArray(part) && part.length === 0))
}

function namesOf({ identity, network }: AvailableIdentity): AvailableNames {
  return {
    variants: namesIn(identity.variants),
    absent: identity.absent,
    plain: namesIn(identity.plain),
    network: (['ip', 'userAgent'] as const).filter((field) => network[field] !== null),
  }
}

function namesIn<Name extends string>(of: Partial<Record<Name, unknown>>): Name[] {
  return (Object.keys(of) as Name[]).sort()
}

/** A stand-in with the same names. A gate that read a value would decide otherwise on it, and a test would say so. */
export function availableOf({ variants, absent, plain, network }: AvailableNames): AvailableIdentity {
  const identity: IdentityBundle = {
    variants: Object.fromEntries(variants.map((name) => [name, ['kept']])),
    absent,
    plain: Object.fromEntries(plain.map((name) => [name, 'kept'])),
  }
  return {
    identity,
    network: {
      ip: network.includes('ip') ? '192.0.2.1' : null,
      userAgent: network.includes('userAgent') ? 'kept' : null,
    },
  }
}

/** Six letters in the order of `purposes`: `gdu` … */
export function consentLetters(values: PurposeValues): string {
  return purposes.map((purpose) => values[purpose][0]).join('')
}

const valueOfLetter: Record<string, ConsentValue> = { g: 'granted', d: 'denied', u: 'unset' }

export function consentOfLetters(letters: string): PurposeValues {
  const values = purposes.map((purpose, at) => [purpose, valueOfLetter[letters[at] ?? 'u'] ?? 'unset'])
  return Object.fromEntries(values) as PurposeValues
}
