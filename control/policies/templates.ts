import type { PolicyRule } from '../../core/config.ts'
import { canonicalJson } from '../../core/json.ts'
import { standard2026 } from './standard-2026.ts'
import type { PolicyTemplate } from './template.ts'

export const templateNames = ['standard-2026'] as const
type TemplateName = (typeof templateNames)[number]

export const policyTemplates: Record<TemplateName, PolicyTemplate> = {
  'standard-2026': standard2026,
}

export const switchNames = ['uk_analytics_exemption'] as const
type SwitchName = (typeof switchNames)[number]

export interface TemplateChoice {
  template: TemplateName
  switches?: SwitchName[]
}

export function rulesOf({ template, switches = [] }: TemplateChoice): PolicyRule[] {
  const { lines, switches: known } = policyTemplates[template]
  const switched = switches.flatMap((name) => known[name]?.rule ?? [])
  return lines.map(({ rule }) => switched.find((one) => isOfSamePlaces(one, rule)) ?? rule)
}

function isOfSamePlaces(one: PolicyRule, other: PolicyRule): boolean {
  return canonicalJson([one.countries, one.regions ?? null]) === canonicalJson([other.countries, other.regions ?? null])
}

/** Which template a workspace's rules are; null = none as it stands. */
export function templateOf(rules: readonly PolicyRule[]): TemplateChoice | null {
  const choices = templateNames.flatMap((template): TemplateChoice[] => [
    { template },
    ...switchNames.map((name) => ({ template, switches: [name] })),
  ])
  return choices.find((choice) => canonicalJson(rulesOf(choice)) === canonicalJson(rules)) ?? null
}
