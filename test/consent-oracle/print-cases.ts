import { cases, elsewhere, open } from './cases.ts'

export const casesBegin =
  '<!-- cases: made by TRACKLAYER_UPDATE_CONSENT_CASES=1 vitest run test/router/consent-table.test.ts -->'
export const casesEnd = '<!-- end of cases -->'

/** The table of docs/consent.md. */
export function printedCases(): string {
  const judged = cases.map(({ n, title, input, place, verdict, reason }) => ({
    n,
    cells: [title, input, place, verdict, `\`${reason}\``],
  }))
  const proved = elsewhere.map(({ n, title, file, test }) => ({
    n,
    cells: [title, `[${test}](../${file})`, '', 'see the test', ''],
  }))
  const unproved = open.map(({ n, title, why }) => ({ n, cells: [title, why, '', 'open', ''] }))
  const rows = [...judged, ...proved, ...unproved].sort((a, b) => a.n - b.n)
  const lines = rows.map(({ n, cells }) => `| ${n} | ${cells.join(' | ')} |`)
  return ['| # | Case | Input | Where | Verdict | Reason |', '|---|---|---|---|---|---|', ...lines].join('\n')
}

export function withCases(page: string): string {
  const [before = '', rest = ''] = page.split(casesBegin)
  const after = rest.split(casesEnd)[1] ?? ''
  return `${before}${casesBegin}\n\n${printedCases()}\n\n${casesEnd}${after}`
}
