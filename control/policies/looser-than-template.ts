import type { Policy } from '../../core/config.ts'
import { type Law, regimeFor } from '../../core/jurisdiction.ts'
import { rulesOf, switchNames } from './templates.ts'

type Adopted = Pick<Policy, 'rules' | 'gpcOverride' | 'limitedOnOptOut'>

/** What a policy lets through that the newest template does not, by place and word. Stricter is free; this needs a reason. */
export function looserThanTemplate(policy: Adopted): string[] {
  const template = asAdopted({ rules: rulesOf({ template: 'standard-2026', switches: [...switchNames] }) })
  const own = asAdopted(policy)
  const looser = placesOf(own, template).flatMap((place) =>
    looserIn(regimeFor(own, place), regimeFor(template, place)).map((what) => `${nameOf(place)} ${what}`),
  )
  const switches = (['gpcOverride', 'limitedOnOptOut'] as const).filter((name) => policy[name] === true)
  return [...looser, ...switches]
}

function asAdopted({ rules }: Pick<Policy, 'rules'>): Policy {
  return { version: 1, adoptedBy: 'anybody', adoptedAt: '2026-01-01T00:00:00.000Z', rules }
}

interface Place {
  country: string
  region: string | null
}

/** Every country and subdivision either names, and one that neither does. */
function placesOf(...policies: Policy[]): Place[] {
  const rules = policies.flatMap((policy) => policy.rules)
  const countries = [...new Set([...rules.flatMap((rule) => rule.countries), 'ZZ'])].filter((code) => code !== '*')
  const regions = [...new Set(rules.flatMap((rule) => rule.regions ?? []))]
  return countries.flatMap((country) => [null, ...regions].map((region) => ({ country, region })))
}

function looserIn(own: Law, template: Law): string[] {
  const grants = own.defaultGrants.filter((purpose) => !template.defaultGrants.includes(purpose))
  return [
    ...(own.regime === 'opt_out' && template.regime === 'opt_in' ? ['opt_out'] : []),
    ...grants.map((purpose) => `grants ${purpose}`),
    ...(own.interest !== null && template.interest === null ? ['analyticsInterest'] : []),
    ...(own.gpc === 'until_chosen' && template.gpc !== 'until_chosen' ? ['gpc until_chosen'] : []),
  ]
}

function nameOf({ country, region }: Place): string {
  const name = country === 'ZZ' ? 'elsewhere' : country
  return region === null ? name : `${name}-${region}`
}
