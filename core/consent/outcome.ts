import type { SubjectKind } from '../ids.ts'
import type { ConsentValue } from '../purpose.ts'
import type { LedgerEntry } from './ledger.ts'
import type { Basis, SignalName } from './signal.ts'

/** All that had a say, whether it decided or not (case 8). */
export interface ConsentSource {
  from: SignalName | 'ledger' | 'policy'
  value: ConsentValue
  reason: string
  /** Of the ledger: which kind of key it was found by. */
  by?: SubjectKind
  /** Only where it is not the person's choice. */
  basis?: Basis
  /** When it was said, ISO; absent = it does not tell. */
  at?: string
}

/** The normal form of one purpose; the person's jurisdiction stands beside it, once for all. */
export interface PurposeOutcome {
  value: ConsentValue
  reason: string
  /** What the value rests on. `implied`: nobody said anything, and the law of the place takes that for a yes. Null = on nothing. */
  basis: Basis | 'implied' | null
  /** When what decided was chosen, ISO; null = nothing that decided tells. */
  chosenAt: string | null
  sources: ConsentSource[]
}

export type Settled = Pick<PurposeOutcome, 'value' | 'reason'>

/** What decided, told by its own source: for a reason of the ledger or the policy theirs, else the signals that say so. */
export function groundsOf(
  { value, reason }: Settled,
  sources: readonly ConsentSource[],
  entry: LedgerEntry,
): Pick<PurposeOutcome, 'basis' | 'chosenAt'> {
  if (value === 'unset') return { basis: null, chosenAt: null }
  if (reason === 'granted_by_policy') return { basis: 'implied', chosenAt: null }
  if (reason === 'granted_by_interest') return { basis: 'legitimate_interest', chosenAt: null }
  if (ledgerReasons.has(reason)) return { basis: 'choice', chosenAt: latestTime(ledgerTimes(entry), value) }
  const deciding = sources.filter(
    (one) => one.from !== 'ledger' && one.from !== 'policy' && decides(one, { value, reason }),
  )
  return { basis: weakestBasis(deciding), chosenAt: latestTime(deciding, value) }
}

const ledgerReasons: ReadonlySet<string> = new Set(['granted_by_ledger', 'consent_withdrawn', 'revoked'])

function decides(source: ConsentSource, { value, reason }: Settled): boolean {
  return source.value === value && (value === 'granted' || source.reason === reason)
}

/** One choice among them is a choice. */
function weakestBasis(deciding: readonly ConsentSource[]): Basis {
  return deciding.find(({ basis }) => basis === undefined) === undefined ? (deciding[0]?.basis ?? 'choice') : 'choice'
}

function latestTime(found: readonly Pick<ConsentSource, 'value' | 'at'>[], value: ConsentValue): string | null {
  const times = found.flatMap((one) => (one.value === value && one.at !== undefined ? [one.at] : []))
  return times.sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null
}

function ledgerTimes({ chosen, observed }: LedgerEntry): Pick<ConsentSource, 'value' | 'at'>[] {
  return [chosen, observed].flatMap((one) => (one === null ? [] : [{ value: one.value, at: one.chosenAt }]))
}
