import { describe, expect, it } from 'vitest'
import type { PolicyRule } from '../../core/config.ts'
import { decide } from '../../router/decide.ts'
import { anyScene, type Scene, toDecideInput, toOracleCase } from '../consent-oracle/any-scene.ts'
import { judge } from '../consent-oracle/judge.ts'
import { fc } from '../support/fast-check.ts'
import { lowerings } from '../support/lower-signals.ts'

/** `TRACKLAYER_CONSENT_CASES=100000 vitest run test/router/consent-oracle.test.ts` is the long run. */
const numRuns = Number(process.env.TRACKLAYER_CONSENT_CASES ?? 3_000)
/** One second for a hundred cases would still be slow. */
const timeoutMs = 60_000 + numRuns * 10

describe('the gate, the oracle and any case', () => {
  it(
    'agree on verdict, mode and all six purposes',
    () => {
      fc.assert(
        fc.property(anyScene, (scene) => {
          expect(decided(scene)).toEqual(judge(toOracleCase(scene)))
        }),
        { numRuns },
      )
    },
    timeoutMs,
  )

  it(
    'the order of captures, choices and fields changes nothing, not even the trace',
    () => {
      fc.assert(
        fc.property(anyScene, (scene) => {
          const captures = scene.captures.toReversed().map(({ signals, gpp }) => ({
            signals: Object.fromEntries(Object.entries(signals).toReversed()),
            gpp,
          }))
          const turned = { ...scene, captures, choices: scene.choices.toReversed() }
          expect(decide(toDecideInput(turned))).toEqual(decide(toDecideInput(scene)))
        }),
        { numRuns: numRuns / 4 },
      )
    },
    timeoutMs,
  )

  it(
    'saying less never opens a destination nor turns limited into full',
    () => {
      fc.assert(
        fc.property(anyScene, fc.constantFrom(...Object.keys(lowerings)), fc.nat(1_000), fc.nat(), (...drawn) => {
          const [scene, kind, pick, index] = drawn
          const lowered = scene.captures.map((capture, n) =>
            n === index % scene.captures.length ? (lowerings[kind]?.(capture, pick) ?? capture) : capture,
          )
          expect(height({ ...scene, captures: lowered })).toBeLessThanOrEqual(height(scene))
        }),
        { numRuns },
      )
    },
    timeoutMs,
  )

  it(
    'a switch of the policy other than those that open never opens',
    () => {
      fc.assert(
        fc.property(anyScene, (scene) => {
          const { gpcOverride: _gpc, limitedOnOptOut: _limited, ...switches } = scene.policy
          const policy = { ...switches, rules: switches.rules.map(withoutLifting) }
          expect(height({ ...scene, policy })).toBeLessThanOrEqual(height(scene))
        }),
        { numRuns: numRuns / 4 },
      )
    },
    timeoutMs,
  )
})

function withoutLifting({ gpc, ...rule }: PolicyRule): PolicyRule {
  return gpc === 'all_ads' ? { ...rule, gpc } : rule
}

function decided(scene: Scene) {
  const [decision] = decide(toDecideInput(scene))
  return { verdict: decision?.verdict, mode: decision?.mode, values: decision?.consent }
}

/** denied < limited < full */
function height(scene: Scene): number {
  const { verdict, mode } = decided(scene)
  if (verdict !== 'deliver') return 0
  return mode === 'limited' ? 1 : 2
}
