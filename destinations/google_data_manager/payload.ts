import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { isoTime } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { actionOf, eventSourceOf, transactionIdOf } from './map-events.ts'
import { adIdentifiersOf, identifies, userIdentifiersOf } from './match-keys.ts'
import type { DataManagerSettings } from './settings.ts'

/** An event, and the conversion action its request goes to: events of one action share a request. */
export function toPayload(event: DeliverableEvent, settings: DataManagerSettings): JsonObject | Skip {
  const action = actionOf(event, settings)
  if (isSkip(action)) return action
  const unknown = identifies(event, event, settings)
  if (unknown !== null) return unknown
  // A hash is user data: where Google is told DENIED, it gets the click id alone.
  const consent = consentOf(event)
  const userIdentifiers = consent.adUserData === 'CONSENT_GRANTED' ? userIdentifiersOf(event, settings) : []
  const adIdentifiers = adIdentifiersOf(event)
  if (adIdentifiers === null && userIdentifiers.length === 0) return skip('invalid', 'no_match_key')
  const { value, commerce } = event
  if (value !== null && value < 0) return skip('invalid', 'negative_value')
  // Without its currency a value would be taken in the account's.
  const hasMoney = value !== null && commerce?.currency != null
  return {
    productDestinationId: action.id,
    event: compact({
      transactionId: transactionIdOf(event),
      eventTimestamp: isoTime(event),
      eventSource: eventSourceOf(event),
      ...(hasMoney && { conversionValue: value, currency: commerce.currency }),
      adIdentifiers,
      userData: userIdentifiers.length > 0 ? { userIdentifiers } : null,
      consent,
    }),
  }
}

/** Of the event and never of the request, so that people of different choices may share one (reference 18.7). */
function consentOf({ consent }: DeliverableEvent): JsonObject {
  const isSaleRefused = consent.sale_or_sharing === 'denied'
  const said = (value: string) => (value === 'granted' && !isSaleRefused ? 'CONSENT_GRANTED' : 'CONSENT_DENIED')
  return { adUserData: said(consent.advertising), adPersonalization: said(consent.ad_personalization) }
}
