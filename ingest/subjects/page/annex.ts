import { html } from 'hono/html'
import type { ProvenReceipt } from '../../../core/receipts/prove.ts'
import type { Outcome } from '../outcomes.ts'
import type { SubjectReport } from '../subject-report.ts'
import { choicesOnPage, choicesTable } from './choices-section.ts'
import { dayOf, momentText, stateText } from './words.ts'

/** Each message and each decision by itself, with the hashes that anybody can check. */
export function annex(report: SubjectReport) {
  const { sends, refusals, waiting, receipts, choices, policies } = report
  const outcomes = [...sends, ...refusals, ...waiting].sort((a, b) => (a.at < b.at ? -1 : 1))
  return html`<section class="annex">
<div class="kicker">Annex</div>
${choices.length > choicesOnPage ? html`<h2>All choices</h2>${choicesTable(choices)}` : ''}
<h2>Every message</h2>
${outcomes.length === 0 ? html`<p>None.</p>` : messages(outcomes)}
<h2>Every decision, with its receipt</h2>
${receipts.decisions.length === 0 ? html`<p>None.</p>` : decisions(receipts.decisions)}
<h2>Policies that were in force</h2>
${
  policies.length === 0
    ? html`<p>None decided anything here.</p>`
    : html`<table><thead><tr><th>Version</th><th>Adopted</th><th>By</th></tr></thead><tbody>${policies.map(
        ({ version, adoptedAt, adoptedBy }) =>
          html`<tr><td>${version}</td><td>${adoptedAt === null ? 'never' : dayOf(adoptedAt)}</td><td>${adoptedBy ?? '–'}</td></tr>`,
      )}</tbody></table>`
}
<h2>How to check</h2>
<p>A receipt is SHA-256 over a random salt and the fields of the decision. Receipts of a minute are the leaves of a Merkle tree (RFC 6962) whose root is signed with Ed25519. <code>tracklayer receipts verify --head FILE</code> walks the whole chain and compares it with a head that was exported earlier and kept elsewhere.</p>
<p class="meta">Key ${receipts.keyId}: <code>${receipts.publicKey}</code></p>
</section>`
}

function messages(outcomes: readonly Outcome[]) {
  return html`<table><thead><tr><th>When</th><th>Event</th><th>Recipient</th><th>Outcome</th><th>Why</th></tr></thead><tbody>${outcomes.map(
    (one) =>
      html`<tr><td class="when">${momentText(one.at)}</td><td>${one.event}<br><small class="soft">happened ${momentText(one.occurredAt)}</small></td><td>${one.recipient.title}</td><td class="${
        one.state === 'delivered' ? 'yes' : ''
      }">${stateText(one)}</td><td>${one.basis ?? one.why}</td></tr>`,
  )}</tbody></table>`
}

const proofs: Record<ProvenReceipt['state'], string> = {
  proven: '✓ verified',
  unsealed: 'not sealed yet',
  broken: '✕ not as sealed',
}

const tones: Record<ProvenReceipt['state'], string> = { proven: 'yes', unsealed: 'soft', broken: 'no' }

function decisions(rows: SubjectReport['receipts']['decisions']) {
  return html`<table><thead><tr><th>Decided</th><th>Recipient</th><th>Stage</th><th>Verdict</th><th>Seal</th><th>Receipt</th></tr></thead>${rows.map(
    (one) =>
      html`<tbody><tr class="fact"><td class="when">${momentText(one.decidedAt)}</td><td>${one.recipient}</td><td>${one.stage}</td><td>${one.verdict}: ${one.reason.replaceAll('_', ' ')}</td><td class="when">${
        one.seal === null ? '–' : `n° ${one.seal.n}`
      }</td><td class="when ${tones[one.state]}">${proofs[one.state]}</td></tr><tr class="hash"><td colspan="6"><code>${one.receipt}</code> <small class="soft">event ${one.eventId}</small></td></tr></tbody>`,
  )}</table>`
}
