import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { unixMilliseconds } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { userAgentOf } from '../network-fields.ts'
import { accepts, identifies } from './accepts.ts'
import { clickIdOf } from './click-ids.ts'
import { consentOf, maySendUserData } from './consent.ts'
import { googleDateTime } from './date-time.ts'
import { orderIdOf, uploadOf } from './map-events.ts'
import { adjustmentOf } from './refund.ts'
import type { GoogleAdsSettings } from './settings.ts'
import { emailsAndPhones, withAddress } from './user-identifiers.ts'

/** One row of an upload; which of the two uploads it belongs to is told by its `adjustmentType`. */
export function toPayload(event: DeliverableEvent, settings: GoogleAdsSettings): JsonObject | Skip {
  const unfit = accepts(event, settings) ?? identifies(event, event, settings)
  if (unfit !== null) return unfit
  const mapped = uploadOf(event, settings)
  if (isSkip(mapped)) return mapped
  const conversionAction = `customers/${settings.customerId}/conversionActions/${mapped.actionId}`
  switch (mapped.upload) {
    case 'click':
      return clickConversion(event, settings, conversionAction)
    case 'enhancement':
      // It would add user data and nothing else.
      return maySendUserData(event) ? enhancement(event, conversionAction) : skip('filtered', 'user_data_denied')
    case 'refund':
      return refund(event, conversionAction)
  }
}

function clickConversion(
  event: DeliverableEvent,
  settings: GoogleAdsSettings,
  conversionAction: string,
): JsonObject | Skip {
  const { commerce, value } = event
  if (value !== null && value < 0) return skip('invalid', 'negative_value')
  if (clickIdOf(event) === null && !maySendUserData(event)) return skip('filtered', 'user_data_denied')
  // Without its currency a value would be taken in the account's.
  const hasMoney = commerce?.currency != null && value !== null
  return compact({
    conversionAction,
    conversionDateTime: googleDateTime(unixMilliseconds(event)),
    orderId: orderIdOf(event),
    ...(hasMoney && { conversionValue: value, currencyCode: commerce.currency }),
    ...matchKeys(event, settings),
    consent: consentOf(event),
  })
}

/** A braid stands for a person who did not allow more to be known: no identifiers go beside it. */
function matchKeys(event: DeliverableEvent, settings: GoogleAdsSettings): JsonObject {
  const clickId = clickIdOf(event)
  const isBraid = clickId !== null && !Object.hasOwn(clickId, 'gclid')
  const mayName = settings.userIdentifiers && !isBraid && maySendUserData(event)
  return { ...clickId, ...(mayName && { userIdentifiers: emailsAndPhones(event) }) }
}

function enhancement(event: DeliverableEvent, conversionAction: string): JsonObject {
  return compact({
    adjustmentType: 'ENHANCEMENT',
    conversionAction,
    orderId: orderIdOf(event),
    userIdentifiers: withAddress(event),
    userAgent: userAgentOf(event.network),
  })
}

function refund(event: DeliverableEvent, conversionAction: string): JsonObject | Skip {
  const adjustment = adjustmentOf(event)
  if (isSkip(adjustment)) return adjustment
  return {
    ...adjustment,
    conversionAction,
    orderId: orderIdOf(event),
    adjustmentDateTime: googleDateTime(unixMilliseconds(event)),
  }
}
