import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The runner's own closing line is for people; this one is for machines that read many projects. */
const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numFailedTestSuites: z.int(),
})

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('usage: node scripts/print-totals.ts REPORT.json')
const report = Report.parse(JSON.parse(readFileSync(file, 'utf8')))
// A file that did not load has no test to fail; it must not vanish from the sum.
const failed = report.numFailedTests === 0 ? report.numFailedTestSuites : report.numFailedTests
const skipped = report.numPendingTests > 0 ? `, ${report.numPendingTests} skipped` : ''
console.log(`${report.numPassedTests} passed, ${failed} failed${skipped}`)
