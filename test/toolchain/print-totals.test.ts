import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runScript } from '../support/run-script.ts'

test('the totals are one plain line', async () => {
  expect(await totalsOf({ numPassedTests: 7, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 0 })).toBe(
    '7 passed, 0 failed\n',
  )
})

test('skipped tests are named beside the others', async () => {
  expect(await totalsOf({ numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, numFailedTestSuites: 1 })).toBe(
    '7 passed, 1 failed, 2 skipped\n',
  )
})

test('a file that did not load counts as failed', async () => {
  expect(await totalsOf({ numPassedTests: 7, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 1 })).toBe(
    '7 passed, 1 failed\n',
  )
})

async function totalsOf(report: object): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklayer-totals-'))
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(report))
  const { output } = await runScript('scripts/print-totals.ts', { cwd: folder, args: [file] })
  rmSync(folder, { recursive: true })
  return output
}
