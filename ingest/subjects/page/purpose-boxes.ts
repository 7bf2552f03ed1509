import { html } from 'hono/html'
import type { SubjectReport } from '../subject-report.ts'
import { dayOf, purposeTitles } from './words.ts'

const values = { granted: '✓ allowed', denied: '✕ refused', unset: '– never said' }

/** What is in force now, a box a purpose. */
export function purposeBoxes(inForce: SubjectReport['inForce']) {
  return html`<ul class="purposes">${inForce.map(
    ({ purpose, value, since, kind }) =>
      html`<li class="${value}"><b>${purposeTitles[purpose]}</b><span class="value">${values[value]}</span>${
        since === null
          ? ''
          : html` <small>since ${dayOf(since)}${kind === 'observed' ? ', as the device showed' : ''}</small>`
      }</li>`,
  )}</ul>`
}
