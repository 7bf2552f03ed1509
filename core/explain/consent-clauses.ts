import { readTcString } from '../consent/tcf/decode.ts'
import { tcStringsOf } from '../consent/tcf/strings.ts'
import { choiceDayMs } from '../consent/tcf/validity.ts'
import type { Signals } from '../signals.ts'

/** What a purpose's reason says of it: "advertising {clause}". `by` names the signal or record that decided, `on` its day. */
type Clause = (by: string, on: string | null) => string

const clauses: Record<string, Clause> = {
  granted_by_signal: (by) => `was granted by ${by}`,
  granted_by_ledger: (by) => `was granted by ${by}`,
  granted_by_policy: () => 'is allowed by the policy for this place unless the person objects',
  granted_by_interest: () => 'rests on a legitimate interest that the policy names, until the person objects',
  tcf_interest: (by) => `rests on a legitimate interest that the person was told of in ${by} and did not object to`,
  category_granted: (by) => `was granted by ${by}`,
  category_denied: (by) => `was denied by ${by}`,
  category_absent: (by) => `is missing from ${by}, which this source reads as denied`,
  consent_mode_granted: (by) => `was granted by ${by}`,
  consent_mode_default: (by) => `was only a default in ${by}, set before the person was asked`,
  not_chosen: (by) => `was preset in ${by}: the person had not answered yet`,
  shopify_not_allowed: (by) => `is not allowed by ${by}`,
  gpc: (by) => `was refused by ${by}`,
  gpp_gpc: () => 'was refused by the Global Privacy Control inside the GPP string',
  gpp_opt_out: (by) => `was opted out of in ${by}`,
  gpp_no_consent: (by) => `was not consented to in ${by}`,
  usp_opt_out: (by) => `was opted out of in ${by}`,
  usp_no_opt_out: (by) => `was not opted out of in ${by}`,
  usp_sale_not_stated: (by) => `is not stated in ${by} though it must be, which counts as opted out`,
  gdpr_does_not_apply: (by) => `is not decided by ${by}: it says that the GDPR does not apply`,
  gpp_sid_names_others: (by) => `is not decided by ${by}: gpp_sid names other sections of the GPP string it lies in`,
  tcf_granted: (by) => `was granted by ${by}`,
  tcf_no_vendor_number: (by) => `is not settled by ${by}: this recipient is not on the list of vendors it speaks of`,
  tcf_vendor_refused: (by) => `was refused for this vendor by ${by}`,
  tcf_vendor_not_disclosed: (by) => `was denied by ${by}: the person was never shown this vendor`,
  tcf_version_unsupported: (by) => `was denied: ${by} is not of version 2`,
  tcf_cmp_unknown: (by) => `was denied: ${by} names no consent platform`,
  tcf_policy_outdated: (by) => `was denied: ${by} follows a policy that is no longer valid`,
  tcf_not_service_specific: (by) => `was denied: ${by} is not for this site alone`,
  tcf_disclosure_missing: (by) => `was denied: ${by} does not say which vendors were shown`,
  tcf_in_the_future: (by) => `was denied: ${by} bears a date that had not come yet`,
  tcf_expired: (by) => `was denied: ${by} is older than 13 months`,
  invalid_signal: (by) => `was denied because ${by} cannot be read`,
  preference_updated: () => 'was changed by the person in their preferences',
  consent_withdrawn: (_by, on) => `had been withdrawn by the person ${on === null ? 'before' : `on ${on}`}`,
  revoked: (_by, on) => `was withdrawn by the person after the event arrived${on === null ? '' : `, on ${on}`}`,
  no_signal: () => 'was neither granted nor refused, and the law of this place needs a yes',
  policy_not_adopted: () => 'is not granted to anybody: nobody has adopted the consent policy yet',
  denied: (by) => `was denied by ${by}`,
}

const families: readonly [RegExp, (part: string) => Clause][] = [
  [/^tcf_purpose_(\d+)_refused$/, (id) => (by) => `was denied by ${by}, purpose ${id}`],
  [
    /^tcf_purpose_(\d+)_restricted$/,
    (id) => (by) => `was denied by ${by}: the site restricts purpose ${id} for this vendor`,
  ],
  [/^([a-z_]+)_denied$/, (type) => (by) => `was denied by ${by}, ${type}`],
]

/** Null = a reason nobody wrote a sentence for; a test keeps that from happening. */
export function consentClause(reason: string, by: string, on: string | null = null): string | null {
  const own = Object.hasOwn(clauses, reason) ? clauses[reason] : undefined
  if (own !== undefined) return own(by, on)
  for (const [form, make] of families) {
    const part = form.exec(reason)?.[1]
    if (part !== undefined) return make(part)(by, on)
  }
  return null
}

const titles: Record<string, string> = {
  categories: 'the consent categories sent with the event',
  gpc: 'the browser’s Global Privacy Control',
  rudderstack: 'the consent ids sent with the event',
  gpp: 'the GPP string',
  usp: 'the US privacy text',
  shopify: 'Shopify’s customer privacy',
  onetrust: 'the OneTrust choice',
  cookiebot: 'the Cookiebot choice',
  usercentrics: 'the Usercentrics choice',
  consentMode: 'Google Consent Mode',
  tcf: 'the TCF string',
  ledger: 'the person’s recorded choice',
  policy: 'the policy for this place',
}

/** "the TCF string of 3 May 2026" where the signal tells its day. */
export function titleOf(from: string, signals: readonly Signals[]): string {
  const title = titles[from] ?? plain(from)
  const day = from === 'tcf' ? dayOfTcf(signals) : null
  return day === null ? title : `${title} of ${day}`
}

/** Only where all of them are of one day: which one decided is not told. */
function dayOfTcf(signals: readonly Signals[]): string | null {
  const readings = signals.flatMap(tcStringsOf).map(({ text }) => readTcString(text))
  const days = new Set(readings.map((reading) => ('problem' in reading ? null : dayText(choiceDayMs(reading)))))
  const [only] = days
  return days.size === 1 && only !== undefined ? only : null
}

export function dayText(timeMs: number): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    timeMs,
  )
}

export function plain(code: string): string {
  return code.replaceAll('_', ' ')
}
