import type { Purpose } from '../purpose.ts'
import type { LedgerChoice, SubjectState } from '../signals.ts'

/** The latest choice per purpose; a tie is a denial. */
export function latestChoices(choices: readonly LedgerChoice[]): Map<Purpose, LedgerChoice> {
  const latest = new Map<Purpose, LedgerChoice>()
  for (const choice of choices) {
    const held = latest.get(choice.purpose)
    if (held === undefined || outweighs(choice, held)) latest.set(choice.purpose, choice)
  }
  return latest
}

function outweighs(choice: LedgerChoice, held: LedgerChoice): boolean {
  const [time, heldTime] = [choiceTimeMs(choice), choiceTimeMs(held)]
  if (time !== heldTime) return time > heldTime
  if (choice.value !== held.value) return choice.value === 'denied'
  return choice.recordId > held.recordId
}

/** A time nobody can read is as new as can be on a denial and as old as can be on a grant. */
export function choiceTimeMs({ value, chosenAt }: Pick<LedgerChoice, 'value' | 'chosenAt'>): number {
  const time = Date.parse(chosenAt)
  if (!Number.isNaN(time)) return time
  return value === 'denied' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
}

/**
 * One state from those of the subjects an event names (user id, anonymous id, e-mail …): the latest choice of each
 * subject, then a denial of any of them. A denial travels over every link (case 34).
 */
export function mergeSubjects(subjects: readonly SubjectState[]): SubjectState {
  const perSubject = subjects.flatMap(({ choices }) => [...latestChoices(choices).values()])
  const denied = new Set(perSubject.filter(({ value }) => value === 'denied').map(({ purpose }) => purpose))
  const binding = perSubject.filter(({ purpose, value }) => value === 'denied' || !denied.has(purpose))
  return {
    choices: [...latestChoices(binding).values()],
    suppressed: subjects.some(({ suppressed }) => suppressed),
  }
}
