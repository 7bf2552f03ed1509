import type { Policy } from '../../core/config.ts'
import type { DestinationFacts } from '../../core/destination-facts.ts'
import type { Jurisdiction } from '../../core/event.ts'
import type { Law } from '../../core/jurisdiction.ts'
import type { PurposeValues } from '../../core/purpose.ts'

interface Question {
  facts: Pick<DestinationFacts, 'limitedStates' | 'limitedWithout'>
  policy: Policy
  place: Pick<Jurisdiction, 'country' | 'region'>
  values: PurposeValues
  law: Law
  isSensitive: boolean
}

/** Cases 31 and 33. */
export function isRestrictedMode(question: Question, after: 'granted' | 'opted_out'): boolean {
  const { policy } = question
  const isStateListed = hasListedState(question)
  if (after === 'opted_out') return policy.limitedOnOptOut === true && isStateListed
  return isPartial(question) || (policy.alwaysLimited === true && isStateListed)
}

/** Never where the law asks first, and never of a child or a sensitive product (case 36). */
function hasListedState({ facts, place, law, isSensitive }: Question): boolean {
  if (place.country !== 'US' || place.region === null || law.regime !== 'opt_out' || isSensitive) return false
  return facts.limitedStates?.states.includes(place.region) === true
}

/** The vendor does without a purpose and is told so; a refused sale closes the same doors. */
function isPartial({ facts, values }: Question): boolean {
  const { limitedWithout } = facts
  if (limitedWithout === undefined) return false
  return limitedWithout.some((purpose) => values[purpose] !== 'granted') || values.sale_or_sharing === 'denied'
}
