import { destinationTypes } from '../core/config.ts'
import { jsonOf } from './body.ts'
import type { Entry, JournalLine } from './journal.ts'
import type { Exchange } from './sandbox.ts'
import { vendorFor } from './vendors/registry.ts'
import type { Answer } from './vendors/vendor.ts'

/** The latest requests per vendor, for a person. */
export async function overviewPage({ sandbox }: Exchange): Promise<Answer> {
  const sections: string[] = []
  for (const type of destinationTypes) {
    const count = sandbox.journal.counts().get(type) ?? 0
    if (count === 0 && vendorFor(type) === null) continue
    const rows = (await sandbox.journal.latest(type)).map(rowOf)
    const link = `/_requests?destination=${type}`
    sections.push(`<h2>${type}</h2><p>${count} requests, <a href="${link}">all of them</a></p>${tableOf(rows)}`)
  }
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: pageOf(sections.join('\n')) }
}

function pageOf(content: string): string {
  const style = 'body{font:14px system-ui;margin:2rem}td,th{text-align:left;padding:.2rem .8rem .2rem 0}'
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox vendors</title><style>${style}</style>
<h1>Sandbox vendors</h1><p>Fake vendors that judge and answer as the real ones. Nothing leaves this machine.</p>
${content}</html>`
}

function tableOf(rows: string[]): string {
  if (rows.length === 0) return '<p>No request yet.</p>'
  return `<table><tr><th>seq<th>at<th>method<th>path<th>status<th>verdict</tr>${rows.join('\n')}</table>`
}

function rowOf(line: JournalLine): string {
  const entry = jsonOf(line.bytes.toString()) as Entry
  const cells = [line.seq, entry.at, entry.method, entry.path, entry.status ?? 'none', verdictOf(entry)]
  return `<tr>${cells.map((cell) => `<td>${escaped(String(cell))}`).join('')}</tr>`
}

function verdictOf({ verdict }: Entry): string {
  if (verdict === 'scripted') return 'scripted'
  if (!verdict.accepted) return `refused: ${verdict.failures[0]?.path} – ${verdict.failures[0]?.message}`
  return verdict.notes.length === 0 ? 'accepted' : `accepted, ${verdict.notes.length} notes`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
