import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { unixMilliseconds } from '../event-time.ts'
import { moneyText } from '../money-text.ts'
import { identifies, ruleOf } from './accepts.ts'
import type { LinkedInSettings } from './settings.ts'
import { userOf } from './user.ts'

/** One conversion. What was looked at or bought is not asked for: only its value. */
export function toPayload(event: DeliverableEvent, settings: LinkedInSettings): JsonObject | Skip {
  const found = ruleOf(event, settings)
  if (isSkip(found)) return found
  const unfit = identifies(event, event, settings)
  if (unfit !== null) return unfit
  if (event.value !== null && event.value < 0) return skip('invalid', 'negative_value')
  const conversionValue = worthOf(event)
  return {
    conversion: ruleUrn(found.rule),
    conversionHappenedAt: unixMilliseconds(event),
    ...(conversionValue !== null && { conversionValue }),
    user: userOf(event, settings),
    eventId: event.vendorEventId,
  }
}

export function ruleUrn(rule: string): string {
  return `urn:lla:llaPartnerConversion:${rule}`
}

/** The amount is a string (reference 8, "Value"). */
function worthOf({ commerce, value }: DeliverableEvent): JsonObject | null {
  const amount = value === null ? null : moneyText(value)
  return commerce?.currency == null || amount === null ? null : { currencyCode: commerce.currency, amount }
}
