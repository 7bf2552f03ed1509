import { registerHooks } from 'node:module'
import type { Decision } from '../../core/decision.ts'
import { type PurposeValues, purposes } from '../../core/purpose.ts'
import type { DecideInput } from '../../router/decide.ts'
import { fc } from '../support/fast-check.ts'
import { anyScene, toDecideInput, toOracleCase } from './any-scene.ts'
import { cases } from './cases.ts'
import { inputOf, verdictOf } from './consent-table.ts'
import { judge } from './judge.ts'
import { mutants } from './mutants.ts'

/**
 * `node test/consent-oracle/run-mutants.ts`: loads the router once a mutant and asks it the table and some generated
 * cases until it answers otherwise. A line of JSON a mutant: `{ name, caughtBy }`, null = it lived.
 */
const scenesAsked = 600
const root = new URL('../../', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    const number = mutantOf(context.parentURL ?? '')
    const isOurs = resolved.url.startsWith(`${root}core/`) || resolved.url.startsWith(`${root}router/`)
    return number === null || !isOurs ? resolved : { ...resolved, url: `${resolved.url}?mutant=${number}` }
  },
  load(url, context, next) {
    const mutant = mutants[mutantOf(url) ?? -1]
    const loaded = next(url.replace(/\?mutant=\d+$/, ''), context)
    if (mutant === undefined || !url.startsWith(`${root}${mutant.file}?`)) return loaded
    return { ...loaded, source: mutated(String(loaded.source), mutant) }
  },
})

function mutantOf(url: string): number | null {
  const found = /\?mutant=(\d+)$/.exec(url)
  return found === null ? null : Number(found[1])
}

function mutated(source: string, { name, from, to }: (typeof mutants)[number]): string {
  if (source.split(from).length !== 2) throw new Error(`${name}: its line is not there once`)
  return source.replace(from, () => to)
}

interface Question {
  name: string
  input: DecideInput
  expected: string
}

const questions: Question[] = [
  ...cases.map((one) => ({
    name: `case ${one.n}`,
    input: inputOf(one),
    expected: `${one.verdict} ${one.reason}`,
  })),
  ...fc.sample(anyScene, { numRuns: scenesAsked, seed: 20_261_124 }).map((scene) => {
    const { verdict, mode, values } = judge(toOracleCase(scene))
    const expected = `${verdictOf({ verdict, mode })} ${lettersOf(values)}`
    return { name: 'oracle', input: toDecideInput(scene), expected }
  }),
]

for (const [number, { name }] of mutants.entries()) {
  console.log(JSON.stringify({ name, caughtBy: await catcherOf(number) }))
}

async function catcherOf(number: number): Promise<string | null> {
  try {
    const { decide } = await import(`${root}router/decide.ts?mutant=${number}`)
    return questions.find((question) => !isAnswered(question, decide(question.input)))?.name ?? null
  } catch (error) {
    return `error ${error instanceof Error ? error.message : ''}`
  }
}

function isAnswered({ expected }: Question, [decision]: Decision[]): boolean {
  if (decision === undefined) return false
  const verdict = verdictOf(decision)
  return expected === `${verdict} ${lettersOf(decision.consent)}` || expected === `${verdict} ${decision.reason}`
}

function lettersOf(values: PurposeValues): string {
  return purposes.map((purpose) => values[purpose]).join()
}
