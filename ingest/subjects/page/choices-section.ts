import { html } from 'hono/html'
import { purposes as everyOne } from '../../../core/purpose.ts'
import type { ShownChoice } from '../choices.ts'
import type { SubjectReport } from '../subject-report.ts'
import { listed, momentText, purposeList, purposeTitles } from './words.ts'

export const choicesOnPage = 8

/** What was asked, and what was chosen when: the newest here, all of them in the annex. */
export function choicesSection({ asked, choices }: SubjectReport) {
  const needed = asked.filter(({ neededBy }) => neededBy.length > 0)
  const shown = choices.slice(-choicesOnPage)
  return html`<h2>What was asked</h2>
${
  needed.length === 0
    ? html`<p>Nobody is configured to receive anything.</p>`
    : html`<table><thead><tr><th>Purpose</th><th>Asked for, because these recipients need it</th></tr></thead><tbody>${needed.map(
        ({ purpose, neededBy }) => html`<tr><td>${purposeTitles[purpose]}</td><td>${listed(neededBy)}</td></tr>`,
      )}</tbody></table>`
}
<h2>What the person chose</h2>
${
  choices.length === 0
    ? html`<p>No choice of theirs is recorded. Where the law asks first, that is no consent.</p>`
    : choicesTable(shown)
}
${choices.length > shown.length ? html`<p class="soft">The ${choices.length - shown.length} earlier ones stand in the annex.</p>` : ''}`
}

export function choicesTable(choices: readonly ShownChoice[]) {
  return html`<table><thead><tr><th>When</th><th>What</th><th>Told by</th><th>Notice and policy</th></tr></thead><tbody>${choices.map(
    (choice) =>
      html`<tr><td class="when">${momentText(choice.chosenAt)}</td><td>${valuesOf(choice)}</td><td>${wayOf(choice)}</td><td>${noticeOf(choice)}</td></tr>`,
  )}</tbody></table>`
}

function valuesOf({ purposes }: ShownChoice) {
  const of = (wanted: string) => everyOne.filter((purpose) => purposes[purpose] === wanted)
  const [granted, denied] = [of('granted'), of('denied')]
  return html`${granted.length > 0 ? html`<div><span class="yes">✓ allowed</span> ${purposeList(granted)}</div>` : ''}${
    denied.length > 0 ? html`<div><span class="no">✕ refused</span> ${purposeList(denied)}</div>` : ''
  }`
}

function wayOf({ toldBy, kind, source, overLink }: ShownChoice) {
  const how = kind === 'chosen' ? 'choice of the person' : 'state the device showed'
  return html`${toldBy}<br><small class="soft">${how}, ${source}${overLink ? ', under another identifier of theirs' : ''}</small>`
}

function noticeOf({ notice, policyVersion }: ShownChoice) {
  const lines = Object.entries(notice).map(([name, value]) => `${spoken(name)} ${value}`)
  const policy = policyVersion === null ? [] : [`policy version ${policyVersion}`]
  return [...lines, ...policy].length === 0
    ? html`<span class="soft">not told</span>`
    : [...lines, ...policy].join(', ')
}

/** `noticeVersion`, `notice_version`: "notice version". */
function spoken(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replaceAll('_', ' ')
}
