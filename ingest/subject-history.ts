import { foldChoices, mergeSubjects } from '../core/consent/ledger.ts'
import type { LedgerChoice, SubjectFacts } from '../core/signals.ts'
import type { SubjectRef } from '../core/subject-keys.ts'
import type { ConsentRecordView } from '../supabase/queries/ports.ts'

/** A person's consent as the ledger knew it at a moment, folded from its records, and how it came to be. */
export function subjectHistory(asked: readonly SubjectRef[], records: readonly ConsentRecordView[]) {
  const { choices } = mergeSubjects(factsFrom(asked, records))
  const byId = new Map(records.map((record) => [record.recordId, record]))
  const whoAndWhy = (choice: LedgerChoice | null) => {
    if (choice === null) return null
    const { source = null, reason = null } = byId.get(choice.recordId) ?? {}
    const { value, chosenAt, recordId, by = null } = choice
    return { value, chosenAt, recordId, foundBy: by, source, reason }
  }
  return {
    purposes: Object.fromEntries(
      [...foldChoices(choices)].map(([purpose, { chosen, observed }]) => [
        purpose,
        { chosen: whoAndWhy(chosen), observed: whoAndWhy(observed) },
      ]),
    ),
    records: records.map(({ subjects, ...record }) => ({
      ...record,
      subjects: subjects.map(({ kind }) => kind),
      linked: subjects.every(({ key }) => !asked.some((one) => one.key === key)),
    })),
  }
}

/** What of linked keys counts here, too: dated denials. */
function factsFrom(asked: readonly SubjectRef[], records: readonly ConsentRecordView[]): SubjectFacts[] {
  const keys = [...new Set([...asked, ...records.flatMap(({ subjects }) => subjects)].map(({ key }) => key))]
  const facts = keys.map((subjectKey) => {
    const choices = records.flatMap((record) => choicesFor(subjectKey, record))
    return { subjectKey, choices, suppressed: false }
  })
  const isAsked = ({ subjectKey }: SubjectFacts) => asked.some(({ key }) => key === subjectKey)
  const linked = facts.filter((one) => !isAsked(one)).flatMap(({ choices }) => [...foldChoices(choices).values()])
  const inherited = linked.flatMap(({ chosen }) => (chosen?.value === 'denied' ? [chosen] : []))
  return [...facts.filter(isAsked), { subjectKey: '', choices: [], inherited, suppressed: false }]
}

function choicesFor(subjectKey: string, record: ConsentRecordView): LedgerChoice[] {
  const subject = record.subjects.find(({ key }) => key === subjectKey)
  if (subject === undefined) return []
  const { recordId, kind, chosenAt } = record
  return Object.entries(record.purposes).map(([purpose, value]) => {
    return { purpose: purpose as LedgerChoice['purpose'], value, chosenAt, recordId, kind, by: subject.kind }
  })
}
