import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { olderThanWindow, valueWithoutCurrency } from '../preflight-warnings.ts'
import { maxAgeSeconds } from './accepts.ts'
import { actionSourceOf, sendableSource } from './action-source.ts'
import { browserIdOf, clickIdOf } from './click-ids.ts'
import type { MetaSettings } from './settings.ts'

/** Meta takes these and matches or counts them worse. */
export function preflight(event: DeliverableEvent, settings: MetaSettings): PreflightWarning[] {
  return [
    ...weakMatch(event),
    ...otherSource(event, settings),
    ...olderThanWindow(event, maxAgeSeconds(event, settings)),
    ...valueWithoutCurrency(event),
  ]
}

/** Address and browser alone are shared by many; only these keys name one person. */
function weakMatch(event: DeliverableEvent): PreflightWarning[] {
  const { variants } = event.identity
  const strong = [variants['email.plain'], variants['phone.digits'], variants['external_id.plain']]
  if (strong.some((digests) => digests !== undefined && digests.length > 0)) return []
  if (clickIdOf(event) !== undefined || browserIdOf(event) !== undefined) return []
  const message = 'no e-mail, phone, external id or Meta cookie: hardly ever matched'
  return [{ code: 'weak_match_key', path: 'user_data', message }]
}

function otherSource(event: DeliverableEvent, settings: MetaSettings): PreflightWarning[] {
  const source = actionSourceOf(event, settings)
  if (sendableSource(source, event, event.network) === source) return []
  const message = `sent as other: an event of ${source} needs more than this one has`
  return [{ code: 'action_source_other', path: 'action_source', message }]
}
