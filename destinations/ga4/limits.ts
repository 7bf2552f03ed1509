/** Limits of the Measurement Protocol (reference 2, "Limits" and "Reserved"). What exceeds one is cut or left out; GA4 would drop the event in silence. */
export const limits = {
  parametersMax: 25,
  itemsMax: 200,
  eventNameMax: 40,
  parameterNameMax: 40,
  parameterValueMax: 100,
  userPropertyNameMax: 24,
  userPropertyValueMax: 36,
  userIdMax: 256,
} as const

/** Parameters that may be longer than 100 characters. */
const longParameters: Readonly<Record<string, number>> = { page_title: 300, page_referrer: 420, page_location: 1000 }

const reservedPrefixes = ['_', 'firebase_', 'ga_', 'google_', 'gtag.']

const reservedEventNames = new Set([
  'ad_activeview',
  'ad_click',
  'ad_exposure',
  'ad_impression',
  'ad_query',
  'ad_reward',
  'adunit_exposure',
  'app_background',
  'app_clear_data',
  'app_exception',
  'app_install',
  'app_remove',
  'app_store_refund',
  'app_store_subscription_cancel',
  'app_store_subscription_convert',
  'app_store_subscription_renew',
  'app_update',
  'app_upgrade',
  'dynamic_link_app_open',
  'dynamic_link_app_update',
  'dynamic_link_first_open',
  'error',
  'firebase_campaign',
  'firebase_in_app_message_action',
  'firebase_in_app_message_dismiss',
  'firebase_in_app_message_impression',
  'first_open',
  'first_visit',
  'in_app_purchase',
  'notification_dismiss',
  'notification_foreground',
  'notification_open',
  'notification_receive',
  'notification_send',
  'os_update',
  'screen_view',
  'session_start',
  'session_start_with_rollout',
  'user_engagement',
])

const reservedUserProperties = new Set([
  'first_open_time',
  'first_visit_time',
  'last_deep_link_referrer',
  'user_id',
  'first_open_after_install',
])

export function isReservedEvent(name: string): boolean {
  return reservedEventNames.has(name) || hasReservedPrefix(name)
}

export function parameterName(name: string): boolean {
  return isName(name, limits.parameterNameMax) && !hasReservedPrefix(name)
}

export function userPropertyName(name: string): boolean {
  return isName(name, limits.userPropertyNameMax) && !hasReservedPrefix(name) && !reservedUserProperties.has(name)
}

export function cutParameter(name: string, value: string): string {
  return cut(value, longParameters[name] ?? limits.parameterValueMax)
}

/** Whole characters only: half of a pair is no text. */
export function cut(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text
  return text.slice(0, charactersMax).replace(/[\ud800-\udbff]$/, '')
}

function hasReservedPrefix(name: string): boolean {
  return reservedPrefixes.some((prefix) => name.startsWith(prefix))
}

function isName(name: string, charactersMax: number): boolean {
  return name.length <= charactersMax && /^[A-Za-z]\w*$/.test(name)
}
