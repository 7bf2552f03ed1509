import type { Policy, PolicyRule, SourceConfig } from '../../core/config.ts'
import type { DestinationFacts } from '../../core/destination-facts.ts'
import type { ConsentValue, Purpose, PurposeValues } from '../../core/purpose.ts'
import type { LedgerChoice, Signals } from '../../core/signals.ts'
import { ads, all, type Cell, type Circumstances } from './cells.ts'
import { gppIsSensitive } from './read-gpp.ts'
import { cellsIn } from './read-signals.ts'
import { wasAsked } from './was-asked.ts'

/**
 * The second evaluator: consent.md 5.5 and 7, read slowly, and nothing of the gate's own code. It knows verdict, mode and
 * purposes; why it was so is the gate's to say.
 */
export interface OracleCase {
  captures: readonly Signals[]
  choices: readonly LedgerChoice[]
  gpcSeenAt?: string
  policy: Policy
  place: { country: string | null; region: string | null }
  source: Pick<SourceConfig, 'categoryMap' | 'absentMeans'>
  receivedAt: string
  facts: Pick<
    DestinationFacts,
    'purposes' | 'sellsOrShares' | 'iabVendorId' | 'tcfPurposes' | 'limitedStates' | 'limitedWithout'
  >
  destination: { purposes: readonly Purpose[]; anyOf?: readonly Purpose[]; isNecessary: boolean }
  /** Case 36, but for what GPP says. */
  isSensitive: boolean
  /** Purposes the source waits for; absent = off, or there is no device that could answer. */
  hold?: readonly Purpose[]
}

export interface OracleAnswer {
  verdict: 'deliver' | 'held' | 'denied'
  mode: 'full' | 'limited'
  values: PurposeValues
}

export function judge(one: OracleCase): OracleAnswer {
  const values = valuesOf(one, false)
  const isFull = mayReceive(one, values)
  const afterOptOut = one.policy.limitedOnOptOut === true && hasRestrictedMode(one)
  const isLimited = !isFull && afterOptOut && mayReceive(one, valuesOf(one, true))
  const unsent = mayWait(one, values) ? 'held' : 'denied'
  const verdict = isFull || isLimited ? 'deliver' : unsent
  return { verdict, values, mode: isLimited || (isFull && isHeldBack(one, values)) ? 'limited' : 'full' }
}

/** Case 33. */
function hasRestrictedMode(one: OracleCase): boolean {
  const { country, region } = one.place
  const isListed = region !== null && one.facts.limitedStates?.states.includes(region) === true
  return country === 'US' && isListed && !lawOf(one).isOptIn && !isSensitive(one)
}

/** Case 31, and `always_limited`. */
function isHeldBack(one: OracleCase, values: PurposeValues): boolean {
  const { limitedWithout } = one.facts
  const isPartial =
    limitedWithout !== undefined &&
    (limitedWithout.some((purpose) => values[purpose] !== 'granted') || values.sale_or_sharing === 'denied')
  return isPartial || (one.policy.alwaysLimited === true && hasRestrictedMode(one))
}

function mayReceive(one: OracleCase, values: PurposeValues): boolean {
  if (!isAdopted(one.policy)) return false
  const { facts, destination, place } = one
  const declaresAds = facts.sellsOrShares || facts.purposes.some((purpose) => ads.includes(purpose))
  if (destination.isNecessary) return !declaresAds
  const wanted = new Set([...facts.purposes, ...destination.purposes])
  const anyOf = destination.anyOf ?? []
  if (facts.sellsOrShares && place.country === 'US') wanted.add('sale_or_sharing')
  if (facts.sellsOrShares && place.country === null && values.sale_or_sharing === 'denied') return false
  if (wanted.size === 0 && anyOf.length === 0) return false
  const hasOne = anyOf.length === 0 || anyOf.some((purpose) => values[purpose] === 'granted')
  return hasOne && [...wanted].every((purpose) => values[purpose] === 'granted')
}

/** Case 15: all that lacks is unset, waited for, and of somebody who was asked nothing. */
function mayWait(one: OracleCase, values: PurposeValues): boolean {
  const { hold, captures, choices, destination, facts, place } = one
  if (hold === undefined || !isAdopted(one.policy) || destination.isNecessary) return false
  if (isSensitive(one) || wasAsked(captures, choices)) return false
  const { anyOf = [] } = destination
  const sale: Purpose[] = facts.sellsOrShares && place.country === 'US' ? ['sale_or_sharing'] : []
  const allOf = [...facts.purposes, ...destination.purposes, ...sale]
  const hasOne = anyOf.some((purpose) => values[purpose] === 'granted')
  const lacking = [...allOf, ...(hasOne ? [] : anyOf)].filter((purpose) => values[purpose] !== 'granted')
  return lacking.length > 0 && lacking.every((purpose) => values[purpose] === 'unset' && hold.includes(purpose))
}

function isSensitive({ isSensitive, captures, place }: OracleCase): boolean {
  return isSensitive || captures.some(({ gpp }) => gpp !== undefined && gppIsSensitive(gpp, place))
}

interface OracleLaw {
  isOptIn: boolean
  defaults: Purpose[]
  hasInterest: boolean
  gpc: 'all_ads' | 'until_chosen' | 'plain'
}

function isAdopted({ adoptedAt, adoptedBy }: Policy): boolean {
  return adoptedAt !== null && adoptedBy !== null
}

/** The first rule that holds the place; state unknown: all that might, the strictest of each counts. */
function lawOf({ policy, place }: OracleCase): OracleLaw {
  const { country, region } = place
  const rules: PolicyRule[] = []
  for (const rule of isAdopted(policy) && country !== null ? policy.rules : []) {
    if (!rule.countries.includes('*') && !rule.countries.includes(country as string)) continue
    if (rule.regions !== undefined && region !== null && !rule.regions.includes(region)) continue
    rules.push(rule)
    if (rule.regions === undefined || region !== null) break
  }
  return {
    isOptIn: rules.length === 0 || rules.some(({ regime }) => regime === 'opt_in'),
    defaults: all.filter((purpose) => rules.length > 0 && rules.every((one) => one.defaultGrants.includes(purpose))),
    hasInterest: rules.length > 0 && rules.every(({ analyticsInterest }) => analyticsInterest !== undefined),
    gpc: strictestGpc(rules),
  }
}

function strictestGpc(rules: PolicyRule[]): OracleLaw['gpc'] {
  if (rules.some(({ gpc }) => gpc === 'all_ads')) return 'all_ads'
  return rules.length > 0 && rules.every(({ gpc }) => gpc === 'until_chosen') ? 'until_chosen' : 'plain'
}

function valuesOf(one: OracleCase, withoutOptOuts: boolean): PurposeValues {
  const law = lawOf(one)
  const { place, receivedAt, source, facts } = one
  const { isOptIn: optIn, hasInterest, gpc } = law
  const at: Circumstances = {
    ...place,
    optIn,
    hasInterest,
    gpcStopsAllAds: gpc === 'all_ads',
    receivedAt,
    source,
    recipient: facts,
  }
  const captures = one.captures.map((signals) => cellsIn(signals, at))
  const entries = all.map((purpose) => {
    const relevant = captures.map((cells) => cells.filter((cell) => cell.purpose === purpose))
    return [purpose, valueFor({ one, law, purpose, captures: relevant, withoutOptOuts })]
  })
  return Object.fromEntries(entries)
}

interface Question {
  one: OracleCase
  law: OracleLaw
  purpose: Purpose
  captures: Cell[][]
  withoutOptOuts: boolean
}

/** Design 6 (a), (b), (c). */
function valueFor({ one, law, purpose, captures, withoutOptOuts }: Question): ConsentValue {
  if (ads.includes(purpose) && isSensitive(one)) return 'denied'
  const choice = latestChoice(one.choices, purpose)
  const isLifted = liftsGpc(one, law, choice)
  const heard = captures.map((cells) =>
    yielded(cells.filter(({ optOut, isGpc }) => !(withoutOptOuts && optOut) && !(isGpc && isLifted))),
  )
  const said = lowest(heard.map((cells) => lowest(cells.map(({ says }) => says))))
  if (said === 'denied') return 'denied'
  const denial = choice?.value === 'denied' && !(withoutOptOuts && purpose === 'sale_or_sharing') ? choice : null
  if (denial !== null && !(said === 'granted' && isNewer(heard, denial, one.receivedAt))) return 'denied'
  if (!isAdopted(one.policy)) return 'unset'
  const byInterest = purpose === 'analytics' && law.hasInterest
  const isGranted = said === 'granted' || choice?.value === 'granted' || law.defaults.includes(purpose) || byInterest
  return isGranted ? 'granted' : 'unset'
}

/** Case 9. */
function liftsGpc(
  { policy, gpcSeenAt, receivedAt }: OracleCase,
  ...[{ gpc }, choice]: [law: OracleLaw, choice: LedgerChoice | null]
): boolean {
  if (gpc === 'all_ads' || choice?.value !== 'granted') return false
  if (gpc !== 'until_chosen' && policy.gpcOverride !== true) return false
  return Date.parse(choice.chosenAt) > Date.parse(gpcSeenAt ?? receivedAt)
}

function yielded(cells: Cell[]): Cell[] {
  const firm = cells.filter(({ yielding }) => yielding !== true)
  return lowest(firm.map(({ says }) => says)) === 'granted' ? firm : cells
}

function lowest(values: ConsentValue[]): ConsentValue {
  if (values.includes('denied')) return 'denied'
  return values.length === 0 || values.includes('unset') ? 'unset' : 'granted'
}

function latestChoice(choices: readonly LedgerChoice[], purpose: Purpose): LedgerChoice | null {
  const ofPurpose = choices.filter((choice) => choice.purpose === purpose)
  const latest = Math.max(...ofPurpose.map(({ chosenAt }) => Date.parse(chosenAt)))
  const then = ofPurpose.filter(({ chosenAt }) => Date.parse(chosenAt) === latest)
  return then.find(({ value }) => value === 'denied') ?? then[0] ?? null
}

/** Case 48: every capture needs one dated grant after the withdrawal. Case 35: no later than receipt. */
function isNewer(captures: Cell[][], withdrawal: LedgerChoice, receivedAt: string): boolean {
  return captures.every((cells) =>
    cells.some(({ chosenAt }) => {
      const time = Math.min(Date.parse(chosenAt ?? ''), Date.parse(receivedAt))
      return time > Date.parse(withdrawal.chosenAt)
    }),
  )
}
