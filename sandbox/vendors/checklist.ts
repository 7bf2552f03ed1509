/**
 * DOC = vendor documentation, SDK = vendor code, SPEC = a published specification, R and S = peer practice that the
 * documentation does not contradict. MEM, 3P and CONFLICT are not sure enough to refuse: they only note.
 * SANDBOX = a convention of this fake.
 */
export type RowSource = 'DOC' | 'SDK' | 'SPEC' | 'R' | 'S' | 'MEM' | '3P' | 'CONFLICT' | 'SANDBOX'

/** One rule of a vendor, named so that a refusal can be looked up. */
export interface Row {
  id: string
  source: RowSource
  /** Where the facts sheet has it: section number and row title. */
  ref: string
  rule: string
  /** The vendor accepts and then loses something: a note, never a refusal. */
  advice?: true
  /** The vendor's own code for the refusal, where it has one. */
  code?: string
}

export interface Finding {
  row: string
  path: string
  message: string
}

export interface Verdict {
  accepted: boolean
  failures: Finding[]
  notes: Finding[]
}

export type RowsOf<Name extends string> = Record<Name, Row>

export function defineRows<Name extends string>(vendor: string, rules: Record<Name, Omit<Row, 'id'>>): RowsOf<Name> {
  const entries = Object.entries<Omit<Row, 'id'>>(rules)
  return Object.fromEntries(entries.map(([name, rule]) => [name, { id: `${vendor}.${name}`, ...rule }])) as RowsOf<Name>
}

export interface Checklist<Name extends string> {
  /** Messages are the rule's text, so that no value of the request can get into a verdict. */
  report(name: Name, path: string): void
  /** Reports unless `ok`; returns `ok`, so that what depends on it can be left out. */
  check(ok: boolean, name: Name, path: string): boolean
  verdict(): Verdict
}

/** A batch of 1,000 bad events would make a record larger than the request. */
const findingsMax = 100

export function checklist<Name extends string>(rows: RowsOf<Name>): Checklist<Name> {
  const failures: Finding[] = []
  const notes: Finding[] = []
  let accepted = true
  const report = (name: Name, path: string) => {
    const row = rows[name]
    const refuses = !onlyNotes(row)
    if (refuses) accepted = false
    const list = refuses ? failures : notes
    if (list.length < findingsMax) list.push({ row: row.id, path, message: messageOf(row) })
  }
  return {
    report,
    check(ok, name, path) {
      if (!ok) report(name, path)
      return ok
    },
    verdict: () => ({ accepted, failures, notes }),
  }
}

function onlyNotes(row: Row): boolean {
  return row.advice === true || row.source === 'MEM' || row.source === '3P' || row.source === 'CONFLICT'
}

function messageOf(row: Row): string {
  const unsure = onlyNotes(row) && row.advice !== true
  return unsure ? `${row.rule} (${row.source}: both forms are accepted)` : row.rule
}
