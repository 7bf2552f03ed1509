import type { Event } from '../../core/event.ts'
import { textAt } from '../json-at.ts'

/** What Firebase's getAppInstanceId gives: 32 hex digits. Never made by us: GA4 knows an app's person by the device alone. */
export function appInstanceIdOf(event: Event): string | null {
  const id =
    textAt(event.context, 'app_instance_id') ??
    textAt(event.context, 'app', 'app_instance_id') ??
    textAt(event.properties, 'app_instance_id')
  return id !== undefined && /^[0-9a-f]{32}$/i.test(id) ? id : null
}
