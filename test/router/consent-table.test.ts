import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cases, elsewhere, open } from '../consent-oracle/cases.ts'
import { decisionOf, oracleOn, verdictOf } from '../consent-oracle/consent-table.ts'
import { casesBegin, withCases } from '../consent-oracle/print-cases.ts'

const page = 'docs/consent.md'

describe('the cases of consent.md 7', () => {
  it.each(cases.map((one) => [`${one.n}: ${one.title}, ${one.input}, ${one.place}`, one] as const))('%s', (_, one) => {
    const decision = decisionOf(one)
    expect([verdictOf(decision), decision.reason]).toEqual([one.verdict, one.reason])
    const oracle = oracleOn(one)
    expect(decision.consent).toEqual(oracle.values)
    // The oracle knows consent alone; two lines stop at an earlier gate.
    if (one.verdict !== 'filtered') expect(verdictOf(oracle)).toBe(one.verdict)
  })

  it('are all there', () => {
    const numbers = [...cases, ...elsewhere, ...open].map(({ n }) => n)
    expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual(Array.from({ length: 52 }, (_, index) => index + 1))
  })

  it.each(elsewhere.map((one) => [one.n, one.file, one.test] as const))('%i is proved in %s', (_n, file, test) => {
    expect(readFileSync(file, 'utf8')).toContain(test)
  })

  it('stand in docs/consent.md as they are; TRACKLAYER_UPDATE_CONSENT_CASES=1 writes them anew', () => {
    const text = readFileSync(page, 'utf8')
    expect(text).toContain(casesBegin)
    if (process.env.TRACKLAYER_UPDATE_CONSENT_CASES === '1') writeFileSync(page, withCases(text))
    expect(readFileSync(page, 'utf8')).toBe(withCases(text))
  })

  it('every test that docs/consent.md links is there', () => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\(\.\.\/([^)]+\.ts)\)/g)].map(([, file]) => file ?? '')
    expect(links.length).toBeGreaterThan(12)
    for (const file of new Set(links)) expect(() => readFileSync(file), file).not.toThrow()
  })
})
