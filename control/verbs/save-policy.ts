import { z } from 'zod'
import { type Policy, PolicyRule, type Snapshot } from '../../core/config.ts'
import { canonicalJson } from '../../core/json.ts'
import type { Control } from '../control.ts'
import { policyTemplates, templateNames } from '../policies/templates.ts'
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
    rules: Rules.optional(),
    /** The person who answers for it; null = not adopted, and nothing that needs consent is sent. */
    adoptedBy: z.string().min(1).max(200).nullable(),
  })
  .refine((input) => (input.template === undefined) !== (input.rules === undefined), {
    message: 'needs either a template or rules',
  })
export type SavePolicy = z.infer<typeof SavePolicy>

/** Saving is adopting: who and when are kept with the rules, and another text is another policy version. */
export const savePolicy = snapshotVerb({ action: 'savePolicy', input: SavePolicy, change })

function change(snapshot: Snapshot, input: SavePolicy, control: Control): Changed {
  const policy = nextPolicy(snapshot.policy, input, control)
  return {
    id: snapshot.workspaceId,
    target: 'policy',
    before: snapshot.policy.version === 0 ? null : asJson(snapshot.policy),
    after: asJson(policy),
    snapshot: { ...snapshot, policy },
  }
}

function nextPolicy(current: Policy, input: SavePolicy, control: Control): Policy {
  const rules = input.template === undefined ? (input.rules ?? []) : templateRules(input.template)
  const isSame = current.adoptedBy === input.adoptedBy && canonicalJson(current.rules) === canonicalJson(rules)
  if (isSame) return current
  const adoptedAt = input.adoptedBy === null ? null : control.now().toISOString()
  return { version: current.version + 1, adoptedBy: input.adoptedBy, adoptedAt, rules }
}

function templateRules(name: (typeof templateNames)[number]): PolicyRule[] {
  return policyTemplates[name].lines.map((line) => line.rule)
}

function asJson(policy: Policy) {
  return { ...policy, rules: z.array(z.json()).parse(JSON.parse(JSON.stringify(policy.rules))) }
}
