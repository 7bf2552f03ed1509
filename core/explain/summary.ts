import { plain } from './consent-clauses.ts'
import { reasonClause, vendorClause } from './gate-sentences.ts'
import { type Explained, headline } from './sentences.ts'

/** What became of an event at one destination, in one sentence. */
export function summaryOf(
  { title, state, reason, since }: { title: string; state: string; reason: string | null; since: string | null },
  refused: Omit<Explained, 'title'> | null,
): string {
  if (state === 'delivered') return `${title} got this event.`
  if (state === 'held')
    return `${title} has not got this event: it is held${sinceText(since)}, because ${because(reason)}.`
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

/** " since 2026-11-24 10:04 UTC" */
function sinceText(since: string | null): string {
  return since === null ? '' : ` since ${since.slice(0, 16).replace('T', ' ')} UTC`
}
