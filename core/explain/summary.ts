import { plain } from './consent-clauses.ts'
import { reasonClause, vendorClause } from './gate-sentences.ts'
import { type Explained, headline } from './sentences.ts'

/** What became of an event at one destination, in one sentence. */
export function summaryOf(
  { title, state, reason }: { title: string; state: string; reason: string | null },
  refused: Omit<Explained, 'title'> | null,
): string {
  if (state === 'delivered') return `${title} got this event.`
  if (state === 'held') return `${title} has not got this event: it is held until the person was asked.`
  if (state === 'queued' || state === 'leased') return `${title} will get this event: it is waiting to be sent.`
  if (state === 'dead')
    return `${title} did not get this event: sending failed for good (${plain(reason ?? 'unknown')}).`
  if (refused !== null && refused.decision.verdict !== 'deliver') return headline({ title, ...refused })
  return `${title} did not get this event: ${because(reason)}.`
}

function because(reason: string | null): string {
  if (reason === null) return 'the reason was not kept'
  return reasonClause(reason) ?? vendorClause(reason)
}
