import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { numberAt } from '../json-at.ts'
import { olderThanWindow, valueWithoutCurrency } from '../preflight-warnings.ts'
import { maxAgeSeconds } from './accepts.ts'
import { sessionIdOf, userIdOf } from './client-id.ts'
import type { Ga4Settings } from './settings.ts'
import { userData } from './user-data.ts'

/** GA4 answers 204 to these and shows them in no session, in no realtime view or nowhere. */
export function preflight(event: DeliverableEvent, settings: Ga4Settings): PreflightWarning[] {
  return [
    ...(sessionIdOf(event) === undefined ? [noSession] : []),
    ...(hasEngagement(event) ? [] : [noEngagement]),
    ...(userIdOf(event) === undefined && Object.keys(userData(event, settings)).length > 0 ? [noUserId] : []),
    ...olderThanWindow(event, maxAgeSeconds),
    ...valueWithoutCurrency(event),
  ]
}

function hasEngagement({ properties }: DeliverableEvent): boolean {
  return (numberAt(properties, 'engagement_time_msec') ?? 0) > 0
}

const noSession: PreflightWarning = {
  code: 'no_session_id',
  path: 'events[].params.session_id',
  message: 'is missing: the event joins no session and has no source of traffic',
}
const noEngagement: PreflightWarning = {
  code: 'no_engagement_time_msec',
  path: 'events[].params.engagement_time_msec',
  message: 'was not sent: one millisecond stands for it, enough to show as active and no engagement',
}
const noUserId: PreflightWarning = {
  code: 'user_data_without_user_id',
  path: 'user_id',
  message: 'is missing beside user_data: recommended, and an older text calls it required',
}
