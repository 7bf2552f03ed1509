import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import { mutants } from '../consent-oracle/mutants.ts'

let caughtBy: Map<string, string | null>

beforeAll(() => {
  const printed = execFileSync(process.execPath, ['test/consent-oracle/run-mutants.ts'], { encoding: 'utf8' })
  const lines = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; caughtBy: string | null })
  caughtBy = new Map(lines.map((line) => [line.name, line.caughtBy]))
}, 240_000)

describe('a gate with one wrong line is caught by the table or the oracle', () => {
  it.each(mutants.map(({ name }) => [name]))('%s', (name) => {
    expect(caughtBy.get(name)).toMatch(/^(case \d+|oracle)$/)
  })

  it('there are thirty of them at least', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBeGreaterThanOrEqual(30)
  })
})
