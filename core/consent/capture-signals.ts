import type { JsonObject } from '../json.ts'
import type { Signals } from '../signals.ts'
import { captureCategories } from './categories.ts'
import { captureConsentMode, consentModeKeys } from './google-consent-mode-capture.ts'
import { captureTcf, tcfKeys } from './tcf/capture.ts'

interface Place {
  /** Keys of `context` that belong to the signal: they rest in `signals` and not in the event. */
  keys: readonly string[]
  capture(context: JsonObject): Signals
}

/**
 * Where shops put a person's will, all of it in `context`. Free `properties` and `traits` say what happened and who it
 * was; what stands there is no consent.
 *
 * | Signal | Accepted places |
 * |---|---|
 * | categories | `context.consent.categoryPreferences { name: boolean }` |
 * | consentMode | `context.consentMode` and `context.google_consent` `{ ad_storage, analytics_storage, ad_user_data, ad_personalization, functionality_storage, personalization_storage: granted or denied }`; `context.gcs`; `context.gcd` |
 * | tcf | `context.consent.tcf` and `context.tcf`: the string, or `{ tcString, tc_string or consentString, gdprApplies }`; `context.gdpr_consent` beside `context.gdpr` |
 * | gpc | the request's `Sec-GPC` header; not read from an event |
 */
const places: readonly Place[] = [
  { keys: ['consent'], capture: ({ consent }) => present('categories', captureCategories(consent)) },
  { keys: consentModeKeys, capture: (context) => present('consentMode', captureConsentMode(context)) },
  { keys: tcfKeys, capture: (context) => present('tcf', captureTcf(context)) },
]

export const consentKeys: ReadonlySet<string> = new Set(places.flatMap(({ keys }) => keys))

export function captureSignals(context: JsonObject, gpc: true | undefined): Signals {
  return Object.assign({}, ...places.map(({ capture }) => capture(context)), present('gpc', gpc))
}

function present<Name extends keyof Signals>(name: Name, value: Signals[Name] | undefined): Signals {
  return value === undefined ? {} : { [name]: value }
}
