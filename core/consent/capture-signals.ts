import type { JsonObject } from '../json.ts'
import type { Signals } from '../signals.ts'
import { captureCategories } from './categories.ts'
import { captureCookiebot } from './cookiebot.ts'
import { captureConsentMode, consentModeKeys } from './google-consent-mode-capture.ts'
import { captureGpp, gppKeys } from './gpp.ts'
import { captureOnetrust, onetrustKeys } from './onetrust.ts'
import { captureRudderstack } from './rudderstack.ts'
import { captureShopify } from './shopify.ts'
import { captureSubject, subjectKeys } from './subject.ts'
import { captureTcf, tcfKeys } from './tcf/capture.ts'
import { captureUsercentrics } from './usercentrics.ts'
import { captureUsp, uspKeys } from './usp.ts'

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
 * | rudderstack | `context.consentManagement { allowedConsentIds: [], deniedConsentIds: [] }` |
 * | gpp | `context.gpp`: the string, or `{ string or gppString, sid or applicableSections }`; `context.gppString`, `gpp_string` beside `gpp_sid`, `gppSid`, `gppApplicableSections`; its section 2 is read as a TC string |
 * | usp | `context.us_privacy`, `usPrivacy`, `usp`, `uspString`, `usp_string`: the text, or `{ uspString }` |
 * | shopify | `context.shopify.customerPrivacy`, `context.customerPrivacy` `{ analytics, marketing, preferences, saleOfData: true, false or null }`, and its `*Allowed` |
 * | onetrust | `context.onetrust { groups or OptanonActiveGroups, IsAlertBoxClosed, OptanonAlertBoxClosed, model }`; `context.OptanonActiveGroups` |
 * | cookiebot | `context.cookiebot { necessary, preferences, statistics, marketing, method, hasResponse }`, also with the categories in `consent` |
 * | usercentrics | `context.usercentrics { essential, functional, marketing, type: EXPLICIT or IMPLICIT }`, `{ ucCategory, type }`, `{ categories, consent }` |
 * | subject | `context.subject { minor: boolean, age_band: '13-15' }`, `context.age_band` |
 * | gpc | the request's `Sec-GPC` header; not read from an event |
 */
const places: readonly Place[] = [
  { keys: ['consent'], capture: ({ consent }) => present('categories', captureCategories(consent)) },
  { keys: consentModeKeys, capture: (context) => present('consentMode', captureConsentMode(context)) },
  { keys: tcfKeys, capture: (context) => present('tcf', captureTcf(context)) },
  {
    keys: ['consentManagement'],
    capture: ({ consentManagement }) => present('rudderstack', captureRudderstack(consentManagement)),
  },
  { keys: gppKeys, capture: (context) => present('gpp', captureGpp(context)) },
  { keys: uspKeys, capture: (context) => present('usp', captureUsp(context)) },
  // `context.shopify` may hold more than consent: it rests.
  { keys: ['customerPrivacy'], capture: (context) => present('shopify', captureShopify(context)) },
  { keys: onetrustKeys, capture: (context) => present('onetrust', captureOnetrust(context)) },
  { keys: ['cookiebot'], capture: ({ cookiebot }) => present('cookiebot', captureCookiebot(cookiebot)) },
  {
    keys: ['usercentrics'],
    capture: ({ usercentrics }) => present('usercentrics', captureUsercentrics(usercentrics)),
  },
  { keys: subjectKeys, capture: (context) => present('subject', captureSubject(context)) },
]

export const consentKeys: ReadonlySet<string> = new Set(places.flatMap(({ keys }) => keys))

export function captureSignals(context: JsonObject, gpc: true | undefined): Signals {
  return Object.assign({}, ...places.map(({ capture }) => capture(context)), present('gpc', gpc))
}

function present<Name extends keyof Signals>(name: Name, value: Signals[Name] | undefined): Signals {
  return value === undefined ? {} : { [name]: value }
}
