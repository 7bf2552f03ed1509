import { html } from 'hono/html'
import type { Outcome } from '../outcomes.ts'
import type { SubjectReport } from '../subject-report.ts'
import { counted, momentText, placeText, purposeList } from './words.ts'

/** A line a recipient: each single send is in the annex. */
export function sendsSection({ sends }: SubjectReport) {
  return html`<h2>What was sent, and to whom</h2>
${
  sends.length === 0
    ? html`<p>Nothing.</p>`
    : html`<table><thead><tr><th>Recipient</th><th>Purposes</th><th>What</th><th class="number">Sends</th><th>First and last</th></tr></thead><tbody>${groupedBy(
        sends,
        ({ recipient, mode }) => `${recipient.destinationId} ${mode}`,
      ).map(sendRow)}</tbody></table>`
}`
}

const basesOnPage = 3

function sendRow(group: Outcome[]) {
  const [first, last] = [group[0], group.at(-1)] as [Outcome, Outcome]
  const { recipient, mode } = last
  const bases = [...new Set(group.flatMap(({ basis }) => (basis === null ? [] : [basis])))]
  return html`<tr><td>${recipient.title}<br><small class="soft">processes: ${placeText(recipient.processesIn)}</small></td><td>${purposeList(recipient.purposes)}${
    mode === 'limited' ? html`<br><small>in its restricted mode only</small>` : ''
  }${bases.slice(-basesOnPage).map((basis) => html`<br><small class="soft">${basis}</small>`)}</td><td>${namesIn(group)}</td><td class="number">${group.length}</td><td class="when">${momentText(first.at)}${
    group.length === 1 ? '' : html`<br>${momentText(last.at)}`
  }</td></tr>`
}

const refusalsOnPage = 12

export function refusalsSection({ refusals, notRouted }: SubjectReport) {
  const groups = groupedBy(refusals, ({ why, state }) => `${state} ${why}`).sort((a, b) => b.length - a.length)
  return html`<h2>What was held back, and why</h2>
${
  refusals.length === 0
    ? html`<p>Nothing.</p>`
    : html`<table><thead><tr><th>Reason</th><th>What</th><th class="number">Times</th><th>First and last</th></tr></thead><tbody>${groups
        .slice(0, refusalsOnPage)
        .map(refusalRow)}</tbody></table>`
}
${groups.length > refusalsOnPage ? html`<p class="soft">${counted(groups.length - refusalsOnPage, 'further reason')} in the annex.</p>` : ''}
${notRouted > 0 ? html`<p class="soft">${counted(notRouted, 'more pairing')} of an event with a recipient never came about, because no route or type joins them: nothing was to be sent there.</p>` : ''}`
}

function refusalRow(group: Outcome[]) {
  const [first, last] = [group[0], group.at(-1)] as [Outcome, Outcome]
  return html`<tr><td>${last.why}</td><td>${namesIn(group)}</td><td class="number">${group.length}</td><td class="when">${momentText(first.at)}${
    group.length === 1 ? '' : html`<br>${momentText(last.at)}`
  }</td></tr>`
}

function namesIn(group: readonly Outcome[]): string {
  return [...new Set(group.map(({ event }) => event))].join(', ')
}

function groupedBy(outcomes: readonly Outcome[], nameOf: (outcome: Outcome) => string): Outcome[][] {
  const groups = new Map<string, Outcome[]>()
  for (const outcome of outcomes) {
    const name = nameOf(outcome)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [outcome])
    else group.push(outcome)
  }
  return [...groups.values()]
}
