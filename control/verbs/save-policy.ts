import { z } from 'zod'
import { type Policy, PolicyRule, type Snapshot } from '../../core/config.ts'
import { canonicalJson } from '../../core/json.ts'
import { asJson } from '../as-json.ts'
import type { Control } from '../control.ts'
import { invalid } from '../parse-input.ts'
import { looserThanTemplate } from '../policies/looser-than-template.ts'
import { rulesOf, switchNames, templateNames } from '../policies/templates.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'

const Rules = z.array(PolicyRule).superRefine((rules, context) => {
  for (const [index, rule] of rules.entries()) {
    const isForAll = rule.countries.includes('*')
    if (isForAll && rule.regime === 'opt_out') {
      const message = 'opt_out needs named countries: whoever is nowhere else is asked first'
      context.addIssue({ code: 'custom', path: [index, 'regime'], message })
    }
    if (isForAll && rule.regions === undefined && index < rules.length - 1) {
      const message = 'the rule for every country must be the last: those after it can never apply'
      context.addIssue({ code: 'custom', path: [index, 'countries'], message })
    }
  }
})

export const SavePolicy = z
  .strictObject({
    template: z.enum(templateNames).optional(),
    switches: z.array(z.enum(switchNames)).optional().describe('Of the template: what it does not do by itself'),
    rules: Rules.optional(),
    gpcOverride: z.boolean().optional().describe('A specific choice dated after GPC was first seen lifts it'),
    limitedOnOptOut: z
      .boolean()
      .optional()
      .describe("After a US opt-out: the vendor's restricted mode, where it has one"),
    alwaysLimited: z.boolean().optional().describe("The vendor's restricted mode without an opt-out, too"),
    reason: z
      .string()
      .min(10)
      .max(1000)
      .optional()
      .describe('Why it is looser than the template; kept in the audit log'),
    /** The person who answers for it; null = not adopted, and nothing that needs consent is sent. */
    adoptedBy: z.string().min(1).max(200).nullable(),
  })
  .refine((input) => (input.template === undefined) !== (input.rules === undefined), {
    message: 'needs either a template or rules',
  })
  .refine((input) => input.switches === undefined || input.template !== undefined, {
    message: 'switches belong to a template',
  })
export type SavePolicy = z.infer<typeof SavePolicy>

/** Saving is adopting: who and when are kept with the rules, and another text is another policy version. */
export const savePolicy = snapshotVerb({ action: 'savePolicy', input: SavePolicy, change })

function change(snapshot: Snapshot, input: SavePolicy, control: Control): Changed {
  const policy = nextPolicy(snapshot.policy, input, control)
  refuseLooserWithoutReason(policy)
  return {
    id: snapshot.workspaceId,
    target: 'policy',
    before: snapshot.policy.version === 0 ? null : asJson(snapshot.policy),
    after: asJson(policy),
    snapshot: { ...snapshot, policy },
  }
}

function nextPolicy(current: Policy, input: SavePolicy, control: Control): Policy {
  const { template, switches, rules: own = [], adoptedBy, ...choices } = input
  const rules = template === undefined ? own : rulesOf({ template, ...(switches && { switches }) })
  const { version, adoptedAt: _since, ...before } = current
  const next = definedOf({ rules, adoptedBy, ...choices })
  if (canonicalJson(next) === canonicalJson(before)) return current
  const adoptedAt = adoptedBy === null ? null : control.now().toISOString()
  return { ...next, adoptedAt, version: version + 1 }
}

function definedOf<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields
}

function refuseLooserWithoutReason(policy: Policy): void {
  const looser = looserThanTemplate(policy)
  if (looser.length === 0 || policy.reason !== undefined) return
  throw invalid(['reason'], `is needed: looser than the template in ${looser.slice(0, 5).join(', ')}`)
}
