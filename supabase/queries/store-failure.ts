import { StoreUnavailableError } from '../../core/errors.ts'

/**
 * What a database error asks for. `unstorable`: a value Postgres cannot hold. `repeat`: the same call may work now.
 * `away`: only time helps. `broken`: a bug of ours.
 */
export type FailureKind = 'unstorable' | 'repeat' | 'away' | 'broken'

/** Carries the code and the place, never Postgres's own words: they quote values. */
export class StoreFailure extends Error {
  readonly kind: FailureKind
  readonly code: string
  constructor(kind: FailureKind, code: string, where: string) {
    super(`the database answered ${code} to ${where}`)
    this.name = 'StoreFailure'
    this.kind = kind
    this.code = code
  }
}

/** What callers of a store see: away is one error they know, the rest is a bug. */
export function asCallerError(failure: unknown): unknown {
  if (!(failure instanceof StoreFailure) || failure.kind === 'broken' || failure.kind === 'unstorable') return failure
  return new StoreUnavailableError(failure.code, failure.message)
}

export function kindOfSqlState(code: string, hasConstraint: boolean): FailureKind {
  // A row without a partition is a check violation without a name: the partition is missing, not the row at fault.
  if (code === '23514' && !hasConstraint) return 'away'
  if (/^(22|23|54)/.test(code)) return 'unstorable'
  if (/^(40|08)/.test(code) || /^57P0[123]$/.test(code)) return 'repeat'
  if (/^(53|57|58|28|55)/.test(code) || code === '3D000') return 'away'
  return 'broken'
}
