import { html } from 'hono/html'
import type { SubjectReport } from '../subject-report.ts'
import { annex } from './annex.ts'
import { choicesSection } from './choices-section.ts'
import { refusalsSection, sendsSection } from './outcome-sections.ts'
import { proofSection } from './proof-section.ts'
import { purposeBoxes } from './purpose-boxes.ts'
import { style } from './style.ts'
import { summaryText } from './summary-text.ts'
import { knownByText, momentText } from './words.ts'

/** For a lawyer: two pages and an annex. Every value is escaped by the template; nothing is loaded from anywhere. */
export function subjectPage(report: SubjectReport) {
  const { workspace, person, madeAt, requestId, askedBy } = report
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Record of consent and use – ${workspace.name}</title>
<style>${style}</style>
</head>
<body><main>
<header>
<div class="kicker">Record of consent and use</div>
<h1>What one person was asked and chose, and what was done since</h1>
<p class="meta">${workspace.name} · data at rest in ${workspace.region} · made ${momentText(madeAt)} UTC<br>Request ${requestId} by ${askedBy}</p>
</header>
<p class="summary">${summaryText(report)}</p>
<p class="soft">The person was named by ${knownByText(person.knownBy.map(({ kind }) => kind))}. Identifiers are kept as keyed hashes only, and none stands on these pages. All times are UTC.${further(person.furtherIdentifiers)}</p>
${purposeBoxes(report.inForce)}
${choicesSection(report)}
${sendsSection(report)}
${refusalsSection(report)}
${proofSection(report)}
${annex(report)}
</main></body>
</html>`
}

function further(count: number): string {
  if (count === 0) return ''
  return ` ${count === 1 ? 'One further identifier' : `${count} further identifiers`} of the same person ${count === 1 ? 'is' : 'are'} known of: what hangs on ${count === 1 ? 'it' : 'them'} alone is shown when ${count === 1 ? 'it is' : 'they are'} named in the request.`
}
