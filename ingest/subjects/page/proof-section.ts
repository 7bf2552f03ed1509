import { html } from 'hono/html'
import type { SubjectReport } from '../subject-report.ts'
import { counted, dayOf, momentText } from './words.ts'

/** What the receipts prove of this page, and what is lawfully gone. */
export function proofSection({ receipts, requests }: SubjectReport) {
  const { counts, removed } = receipts
  return html`<h2>What proves this</h2>
<p>Every decision was hashed with a random salt when it was made and sealed within minutes into a chain that is signed with a key outside of the database. For this page each was computed anew and compared.</p>
<p class="note${counts.broken > 0 ? ' broken' : ''}">${
    counts.broken > 0
      ? html`<b class="no">${counted(counts.broken, 'decision')} ${counts.broken === 1 ? 'is' : 'are'} not as sealed.</b> The annex names ${counts.broken === 1 ? 'it' : 'them'}. `
      : ''
  }<b class="yes">${counted(counts.proven, 'decision')}</b> sealed and verified${
    counts.unsealed > 0 ? html`, ${counted(counts.unsealed, 'decision')} too young for a seal yet` : ''
  }. ${removedText(removed)}</p>
${
  requests.length === 0
    ? ''
    : html`<p class="soft">Earlier requests about this person: ${requests
        .map(({ kind, state, requestedAt }) => `${kind} on ${dayOf(requestedAt)} (${state})`)
        .join('; ')}.</p>`
}`
}

function removedText({ byAgeDays, byAgeUntil, onRequest }: SubjectReport['receipts']['removed']): string {
  const byAge =
    byAgeUntil === null
      ? 'Nothing was removed by age so far.'
      : `Lawfully removed by age: everything received up to ${dayOf(byAgeUntil)} (${counted(byAgeDays, 'day')}, each with a signed note).`
  const asked = onRequest.map(
    ({ at, decisions }) => ` Lawfully removed on request: ${counted(decisions, 'decision')} on ${momentText(at)}.`,
  )
  return byAge + asked.join('')
}
