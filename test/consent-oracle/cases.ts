import { aGppString, nothingRefused } from '../support/a-gpp-string.ts'
import { optInRule, usRule } from '../support/a-snapshot.ts'
import { aTcString, tcfVendor, withField, without } from '../support/a-tc-string.ts'
import { aCommerce, aProduct } from '../support/an-event.ts'
import {
  chose,
  ga4,
  holding,
  marketing,
  meta,
  metaInStates,
  type ProvedElsewhere,
  prefers,
  type TableCase,
} from './consent-table.ts'

const before = '2026-11-20T00:00:00.000Z'
const after = '2026-11-24T11:00:00.000Z'
const listed = { ...meta, iabVendorId: tcfVendor }
const tcf = (text: string, rest = {}) => ({ tcf: { tcString: text, ...rest } })
const inGpp = (parts: Parameters<typeof aTcString>[0] = {}, sections = {}) => aGppString(sections, aTcString(parts))
const inTheFuture = {
  cookiebot: { marketing: true, hasResponse: true, method: 'explicit', consentUTC: '2099-01-01T00:00:00Z' },
}
const held = holding('advertising', 'ad_personalization')
const optedOut = { policy: { limitedOnOptOut: true }, facts: metaInStates }

/** consent.md 7 in its order; a number may have several lines. */
export const cases: TableCase[] = [
  line(1, 'no consent object', 'nothing', 'DE', 'denied', 'no_signal'),
  line(1, 'no consent object, opt-out law', 'nothing', 'US-CA', 'deliver', 'ok'),
  line(1, 'no consent object, country unknown', 'nothing', 'unknown', 'denied', 'no_signal'),
  line(2, 'an empty object is no signal', '`consent: {}`', 'DE', 'denied', 'no_signal', { context: { consent: {} } }),
  line(2, 'nor are empty preferences', '`categoryPreferences: {}`', 'US-CA', 'deliver', 'ok', { context: prefers({}) }),
  line(3, 'text is no truth', '`marketing: "false"`', 'US-CA', 'denied', 'invalid_signal', {
    context: prefers({ marketing: 'false' }),
  }),
  line(3, 'an undecodable string', 'TCF `CPx…` cut short', 'DE', 'denied', 'invalid_signal', { context: tcf('CPx') }),
  line(4, 'a missing category is unset', '`statistics: true`', 'DE', 'denied', 'no_signal', {
    context: prefers({ statistics: true }),
  }),
  line(4, 'unless the source says denied', '`statistics: true`', 'US-CA', 'denied', 'category_absent', {
    context: prefers({ statistics: true }),
    source: { absentMeans: 'denied' },
  }),
  line(5, 'an unknown category says nothing', '`C0004: true`', 'DE', 'denied', 'no_signal', {
    context: prefers({ C0004: true }),
  }),
  line(5, 'a destination without purposes', '`marketing: true`', 'DE', 'denied', 'no_purposes', {
    context: marketing,
    facts: { purposes: [], sellsOrShares: false },
  }),
  line(5, 'a necessary one is not gated', 'nothing', 'DE', 'deliver', 'ok', {
    facts: { purposes: ['functional'], sellsOrShares: false },
    destination: { necessary: { purpose: 'to ship the order', recipient: 'the carrier' } },
  }),
  line(
    6,
    'several purposes: all of them',
    '`advertising: true`, `ad_personalization: false`',
    'DE',
    'denied',
    'category_denied',
    {
      context: prefers({ advertising: true, ad_personalization: false }),
    },
  ),
  line(6, 'one of several, by configuration only', '`marketing`, `analytics: true`', 'DE', 'deliver', 'ok', {
    context: prefers({ marketing: true, analytics: true }),
    destination: { anyOf: ['analytics', 'personalization'] },
  }),
  line(7, 'an id both allowed and denied', 'RudderStack: marketing in both lists', 'DE', 'denied', 'category_denied', {
    context: { consentManagement: { allowedConsentIds: ['marketing'], deniedConsentIds: ['marketing'] } },
  }),
  line(8, 'sources conflict', 'TCF yes, category no', 'DE', 'denied', 'category_denied', {
    context: { ...tcf(aTcString()), ...prefers({ marketing: false }) },
    facts: listed,
  }),
  line(
    8,
    'one of two types of a purpose',
    'ad_storage granted, ad_user_data denied',
    'DE',
    'denied',
    'ad_user_data_denied',
    {
      context: { consentMode: { ad_storage: 'granted', ad_user_data: 'denied', ad_personalization: 'granted' } },
    },
  ),
  line(9, 'GPC and an earlier opt-in', 'GPC, granted in the ledger before', 'US-CA', 'denied', 'gpc', {
    gpc: '1',
    ledger: chose('granted', before),
  }),
  line(9, 'a later opt-in changes nothing by itself', 'GPC, granted after', 'US-CA', 'denied', 'gpc', {
    gpc: '1',
    ledger: chose('granted', after),
  }),
  line(9, 'a later opt-in under `gpc_override`', 'GPC, granted after', 'US-CA', 'deliver', 'ok', {
    gpc: '1',
    ledger: chose('granted', after),
    policy: { gpcOverride: true },
  }),
  line(9, 'an earlier one under `gpc_override`', 'GPC, granted before', 'US-CA', 'denied', 'gpc', {
    gpc: '1',
    ledger: chose('granted', before),
    policy: { gpcOverride: true },
  }),
  line(9, 'a later opt-in where the policy of the place says so', 'GPC, granted after', 'US-CA', 'deliver', 'ok', {
    gpc: '1',
    ledger: chose('granted', after),
    policy: { rules: [{ ...usRule, gpc: 'until_chosen' }] },
  }),
  line(9, 'and elsewhere it changes nothing', 'GPC, granted after', 'US-TX', 'denied', 'gpc', {
    gpc: '1',
    ledger: chose('granted', after),
    policy: { rules: [{ ...usRule, regions: ['CA'], gpc: 'until_chosen' }, usRule] },
  }),
  line(9, 'nor where the state is unknown', 'GPC, granted after', 'US', 'denied', 'gpc', {
    gpc: '1',
    ledger: chose('granted', after),
    policy: { rules: [{ ...usRule, regions: ['CA'], gpc: 'until_chosen' }, usRule] },
  }),
  line(10, 'GPC where the policy of the place stops all ads', 'GPC, `marketing: true`', 'DE', 'denied', 'gpc', {
    gpc: '1',
    context: marketing,
    policy: { rules: [{ ...optInRule, gpc: 'all_ads' }] },
  }),
  line(10, 'GPC in a state without a law', 'GPC', 'US-WY', 'denied', 'gpc', { gpc: '1' }),
  line(10, 'GPC, country unknown', 'GPC, `marketing: true`', 'unknown', 'denied', 'gpc', {
    gpc: '1',
    context: marketing,
  }),
  line(10, 'GPC where opt-in, nothing chosen', 'GPC', 'DE', 'denied', 'gpc', { gpc: '1' }),
  line(10, 'GPC where opt-in, chosen', 'GPC, `marketing: true`', 'DE', 'deliver', 'ok', {
    gpc: '1',
    context: marketing,
  }),
  line(10, 'GPC, country unknown, personalised ads alone', 'GPC, `marketing: true`', 'unknown', 'denied', 'gpc', {
    gpc: '1',
    context: marketing,
    facts: { purposes: ['ad_personalization'], sellsOrShares: false },
  }),
  line(12, 'any `1` of several headers', '`Sec-GPC: 0, 1`', 'US-CA', 'denied', 'gpc', { gpc: '0, 1' }),
  line(12, 'other values are ignored', '`Sec-GPC: true`', 'US-CA', 'deliver', 'ok', { gpc: 'true' }),
  line(13, 'GPC and analytics', 'GPC', 'US-CA', 'deliver', 'ok', {
    gpc: '1',
    facts: { purposes: ['analytics'], sellsOrShares: false },
  }),
  line(14, 'revoked after ingest', '`marketing: true`, then withdrawn', 'DE', 'denied', 'revoked', {
    context: marketing,
    ledger: chose('denied', after),
  }),
  line(15, 'granted after a denied event', '`marketing: false`, then granted', 'DE', 'denied', 'category_denied', {
    context: prefers({ marketing: false }),
    ledger: chose('granted', after),
  }),
  line(15, 'not asked yet, without a hold', 'nothing', 'DE', 'denied', 'no_signal'),
  line(15, 'not asked yet, held for the answer', 'nothing', 'DE', 'held', 'not_asked', held),
  line(15, 'Shopify tells that nothing was expressed', 'null for all', 'DE', 'held', 'not_asked', {
    ...held,
    context: { customerPrivacy: { marketing: null, analytics: null } },
  }),
  line(15, 'Shopify allowing may be a setting', 'null, marketingAllowed', 'DE', 'denied', 'no_signal', {
    ...held,
    context: { customerPrivacy: { marketing: null, marketingAllowed: true } },
  }),
  line(15, 'held for another purpose only', 'nothing', 'DE', 'denied', 'no_signal', holding('advertising')),
  line(15, 'no hold after a denial', '`marketing: false`', 'DE', 'denied', 'category_denied', {
    ...held,
    context: prefers({ marketing: false }),
  }),
  line(15, 'nor of who answered something else', '`statistics: true`', 'DE', 'denied', 'no_signal', {
    ...held,
    context: prefers({ statistics: true }),
  }),
  line(15, 'nor after a category that nobody mapped', '`C0004: false`', 'DE', 'denied', 'no_signal', {
    ...held,
    context: prefers({ C0004: false }),
  }),
  line(15, 'nor after a dismissal', 'Cookiebot: implied', 'DE', 'denied', 'no_signal', {
    ...held,
    context: { cookiebot: { consent: { marketing: true, method: 'implied' }, hasResponse: true } },
  }),
  line(15, 'nor after a default denial', 'gcd `p` for all', 'DE', 'denied', 'ad_storage_denied', {
    ...held,
    context: { gcd: '11p1p1p1p5' },
  }),
  line(15, 'nor after a default grant', 'gcd `t` for all', 'DE', 'denied', 'no_signal', {
    ...held,
    context: { gcd: '11t1t1t1t5' },
  }),
  line(15, 'nor of who chose anything before', 'analytics granted in the ledger', 'DE', 'denied', 'no_signal', {
    ...held,
    ledger: chose('granted', before, ['analytics']),
  }),
  line(15, 'nor without a device that could answer', 'nothing, no anonymous id', 'DE', 'denied', 'no_signal', {
    ...held,
    event: { anonymousId: null },
  }),
  line(16, 'the lower of then and now', 'nothing then, withdrawn now', 'US-CA', 'denied', 'revoked', {
    ledger: chose('denied', after),
  }),
  line(17, 'a server event without a browser', 'granted in the ledger', 'DE', 'deliver', 'ok', {
    ledger: chose('granted', before),
  }),
  line(17, 'a server event of an unknown person', 'nothing', 'DE', 'denied', 'no_signal'),
  line(18, 'the consent update itself', '`Segment Consent Preference Updated`', 'DE', 'filtered', 'consent_update', {
    context: marketing,
    event: { name: 'Segment Consent Preference Updated', standard: null },
  }),
  line(19, 'a country without a rule', 'nothing', 'JP', 'denied', 'no_signal'),
  line(20, 'granted by default only', 'gcd `t` for all', 'DE', 'denied', 'no_signal', {
    context: { gcd: '11t1t1t1t5' },
  }),
  line(20, 'chosen', 'gcd `r` for all', 'DE', 'deliver', 'ok', { context: { gcd: '11r1r1r1r5' } }),
  line(21, 'not expressed', '`G1--`', 'DE', 'denied', 'no_signal', { context: { gcs: 'G1--' } }),
  line(21, 'CCPA does not apply', 'USP `1---`', 'US-CA', 'deliver', 'ok', { context: { us_privacy: '1---' } }),
  line(22, 'third character `-`', 'USP `1Y-N`', 'US-CA', 'denied', 'usp_sale_not_stated', {
    context: { us_privacy: '1Y-N' },
  }),
  line(22, 'and it opens no restricted mode', 'USP `1Y-Y`', 'US-CA', 'denied', 'usp_sale_not_stated', {
    context: { us_privacy: '1Y-Y' },
    ...optedOut,
  }),
  line(23, 'usnat and usca disagree: the state', 'GPP: usnat out, usca not', 'US-CA', 'deliver', 'ok', {
    context: { gpp: aGppString({ usnat: { SaleOptOut: 1 }, usca: { SaleOptOut: 2, SharingOptOut: 2 } }) },
  }),
  line(23, 'no section of the state: the strictest', 'GPP: usnat out, usca not', 'US-NV', 'denied', 'gpp_opt_out', {
    context: { gpp: aGppString({ usnat: { SaleOptOut: 1 }, usca: { SaleOptOut: 2, SharingOptOut: 2 } }) },
  }),
  line(23, 'TCF inside GPP', 'GPP: TC string', 'DE', 'deliver', 'ok', { context: { gpp: inGpp() }, facts: listed }),
  line(23, 'TCF inside GPP, a purpose refused', 'GPP: TC string without 4', 'DE', 'denied', 'tcf_purpose_4_refused', {
    context: { gpp: inGpp({ purposes: without(4) }) },
    facts: listed,
  }),
  line(
    23,
    'TCF inside GPP beside one that grants',
    'TCF, GPP: TC string refusing all',
    'DE',
    'denied',
    'tcf_purpose_1_refused',
    {
      context: { ...tcf(aTcString()), gpp: inGpp({ purposes: [], vendors: [] }) },
      facts: listed,
    },
  ),
  line(27, 'older than 13 months, inside GPP', 'GPP: TC string of September 2025', 'DE', 'denied', 'tcf_expired', {
    context: { gpp: inGpp({ created: '2025-09-01T00:00:00.000Z', lastUpdated: '2025-09-01T00:00:00.000Z' }) },
    facts: listed,
  }),
  line(27, 'unreadable inside GPP', 'GPP: a TC string cut short', 'DE', 'denied', 'invalid_signal', {
    context: { gpp: aGppString({}, 'CPx') },
    facts: listed,
  }),
  line(
    29,
    '`gpp_sid` names others, a refusal inside GPP',
    'GPP: TC string refusing all, usnat; sid 7',
    'US-NV',
    'deliver',
    'ok',
    {
      context: { gpp: inGpp({ purposes: [], vendors: [] }, { usnat: nothingRefused }), gpp_sid: [7] },
      facts: listed,
    },
  ),
  line(
    29,
    'and where the law asks first',
    'GPP: TC string refusing all, usnat; sid 7',
    'DE',
    'denied',
    'tcf_purpose_1_refused',
    {
      context: { gpp: inGpp({ purposes: [], vendors: [] }, { usnat: nothingRefused }), gpp_sid: [7], ...marketing },
      facts: listed,
    },
  ),
  line(29, 'and its grants are none', 'GPP: TC string, usnat; sid 7', 'DE', 'denied', 'no_signal', {
    context: { gpp: inGpp({}, { usnat: nothingRefused }), gpp_sid: [7] },
    facts: listed,
  }),
  line(24, 'opt-out field: 2 did not', 'GPP: all 2', 'US-NV', 'deliver', 'ok', {
    context: { gpp: aGppString({ usnat: nothingRefused }) },
  }),
  line(24, 'consent field: 1 did not', 'GPP: PersonalDataConsents 1', 'US-NV', 'denied', 'gpp_no_consent', {
    context: { gpp: aGppString({ usnat: { ...nothingRefused, PersonalDataConsents: 1 } }) },
  }),
  line(25, 'Gpc beside opt-outs that say no', 'GPP: all 2, Gpc', 'US-NV', 'denied', 'gpp_gpc', {
    context: { gpp: aGppString({ usnat: { ...nothingRefused, Gpc: true } }) },
  }),
  line(26, 'legitimate interest for 3 to 6', 'TCF without 4, interest 4', 'DE', 'denied', 'tcf_purpose_4_refused', {
    context: tcf(aTcString({ purposes: without(4), interests: [4] })),
    facts: listed,
  }),
  line(27, 'purposes yes, vendor no', 'TCF', 'DE', 'denied', 'tcf_vendor_refused', {
    context: tcf(aTcString({ vendors: [7] })),
    facts: listed,
  }),
  line(27, 'vendor not disclosed', 'TCF', 'DE', 'denied', 'tcf_vendor_not_disclosed', {
    context: tcf(aTcString({ disclosed: [7] })),
    facts: listed,
  }),
  line(27, 'publisher restriction', 'TCF', 'DE', 'denied', 'tcf_purpose_7_restricted', {
    context: tcf(aTcString({ restrictions: [{ purpose: 7, type: 0, vendor: tcfVendor }] })),
    facts: listed,
  }),
  line(27, 'policy below 4', 'TCF', 'DE', 'denied', 'tcf_policy_outdated', {
    context: tcf(withField(aTcString(), 'policyVersion', 3)),
    facts: listed,
  }),
  line(27, 'not service-specific', 'TCF', 'DE', 'denied', 'tcf_not_service_specific', {
    context: tcf(withField(aTcString(), 'isServiceSpecific', 0)),
    facts: listed,
  }),
  line(27, 'older than 13 months', 'TCF of September 2025', 'DE', 'denied', 'tcf_expired', {
    context: tcf(aTcString({ created: '2025-09-01T00:00:00.000Z', lastUpdated: '2025-09-01T00:00:00.000Z' })),
    facts: listed,
  }),
  line(27, 'in the future', 'TCF of December 2026', 'DE', 'denied', 'tcf_in_the_future', {
    context: tcf(aTcString({ created: '2026-12-01T00:00:00.000Z', lastUpdated: '2026-12-01T00:00:00.000Z' })),
    facts: listed,
  }),
  line(28, 'PurposeOneTreatment', 'TCF without 1, not asked', 'DE', 'deliver', 'ok', {
    context: tcf(aTcString({ purposes: without(1), purposeOneTreatment: true })),
    facts: listed,
  }),
  line(29, 'gdprApplies 0 and a refusal', 'TCF refusing all', 'US-CA', 'deliver', 'ok', {
    context: tcf(aTcString({ purposes: [], vendors: [] }), { gdprApplies: false }),
    facts: listed,
  }),
  line(31, 'analytics yes, marketing no', 'GA4', 'DE', 'limited', 'ok', {
    context: prefers({ analytics: true, marketing: false }),
    facts: ga4,
  }),
  line(33, 'US opt-out', 'USP `1YYN`', 'US-CA', 'denied', 'usp_opt_out', {
    context: { us_privacy: '1YYN' },
    facts: metaInStates,
  }),
  line(33, 'US opt-out, `limited_on_opt_out`', 'USP `1YYN`', 'US-CA', 'limited', 'ok', {
    context: { us_privacy: '1YYN' },
    ...optedOut,
  }),
  line(33, 'in a state that is not listed', 'USP `1YYN`', 'US-WY', 'denied', 'usp_opt_out', {
    context: { us_privacy: '1YYN' },
    ...optedOut,
  }),
  line(33, 'a refusal of ads is no opt-out', '`marketing: false`', 'US-CA', 'denied', 'category_denied', {
    context: prefers({ marketing: false }),
    ...optedOut,
  }),
  line(33, 'never where opt-in', '`sale_or_sharing: false`', 'DE', 'denied', 'no_signal', {
    context: prefers({ sale_or_sharing: false }),
    ...optedOut,
  }),
  line(
    33,
    'a refused sale, country unknown',
    '`marketing: true`, `sale_or_sharing: false`',
    'unknown',
    'denied',
    'category_denied',
    {
      context: prefers({ marketing: true, sale_or_sharing: false }),
    },
  ),
  line(33, 'not opted out: no flag', 'nothing', 'US-CA', 'deliver', 'ok', optedOut),
  line(33, 'not opted out, `always_limited`', 'nothing', 'US-CA', 'limited', 'ok', {
    policy: { alwaysLimited: true },
    facts: metaInStates,
  }),
  line(35, 'a choice dated in the future, withdrawn before the event', 'Cookiebot of 2099', 'DE', 'deliver', 'ok', {
    context: inTheFuture,
    ledger: chose('denied', before),
  }),
  line(35, 'and after it: it counts as made at receipt', 'Cookiebot of 2099', 'DE', 'denied', 'revoked', {
    context: inTheFuture,
    ledger: chose('denied', after),
  }),
  line(36, 'a known child', '`subject.minor: true`', 'US-CA', 'denied', 'minor', {
    context: { subject: { minor: true } },
    ...optedOut,
  }),
  line(36, 'an age band below 18', '`age_band: "13-15"`', 'US-CA', 'denied', 'minor', {
    context: { subject: { age_band: '13-15' } },
  }),
  line(36, 'a source for children', 'nothing', 'US-CA', 'denied', 'audience_children', {
    source: { audience: 'children' },
  }),
  line(36, 'a sensitive product', 'category Health', 'US-CA', 'denied', 'sensitive_category', {
    source: { sensitiveCategories: ['Health'] },
    event: { commerce: aCommerce({ products: [aProduct({ category: 'Health' })] }) },
  }),
  line(36, 'and it opens no restricted mode', 'USP `1YYN`, GPP child field', 'US-CA', 'denied', 'gpp_no_consent', {
    context: { gpp: aGppString({ ustx: { KnownChildSensitiveDataConsents: 1 } }) },
    ...optedOut,
  }),
  line(39, 'mapped otherwise now', '`C0004: true`, mapped to analytics now', 'DE', 'denied', 'no_signal', {
    context: prefers({ C0004: true }),
    source: { categoryMap: { C0004: ['analytics'] } },
  }),
  line(40, 'a test event code of the destination', 'nothing', 'DE', 'denied', 'no_signal', {
    destination: { settings: { testEventCode: 'TEST1' } },
  }),
  line(41, 'strategy from the event', '`resolutionStrategy: or`', 'DE', 'denied', 'category_denied', {
    context: {
      consent: { resolutionStrategy: 'or', categoryPreferences: { advertising: true, ad_personalization: false } },
    },
  }),
  line(42, 'a stricter duplicate', '`marketing: true`, then `false`', 'DE', 'denied', 'category_denied', {
    context: marketing,
    duplicates: [{ categories: { marketing: 'denied' } }],
  }),
  line(43, 'necessary refused', '`necessary: false`, `marketing: true`', 'DE', 'deliver', 'ok', {
    context: prefers({ necessary: false, marketing: true }),
  }),
  line(43, 'no ads as necessary', 'nothing', 'US-CA', 'denied', 'necessary_refused_for_ads', {
    destination: { necessary: { purpose: 'to measure', recipient: 'the vendor' } },
  }),
  line(44, 'a mail opt-in', '`buyer_accepts_marketing: true`', 'DE', 'denied', 'no_signal', {
    event: { properties: { buyer_accepts_marketing: true } },
  }),
  line(45, 'integrations true', '`integrations: { Meta: true }`', 'DE', 'denied', 'no_signal', {
    event: { integrations: { Meta: true } },
  }),
  line(45, 'integrations false', '`integrations: { meta: false }`', 'US-CA', 'filtered', 'blocked_by_integrations', {
    event: { integrations: { meta: false } },
  }),
  line(46, 'an EU visitor of a US workspace', 'nothing', 'FR', 'denied', 'no_signal'),
  line(
    48,
    'an undated grant after a withdrawal',
    '`marketing: true`, withdrawn before',
    'DE',
    'denied',
    'consent_withdrawn',
    { context: marketing, ledger: chose('denied', before) },
  ),
  line(51, 'legitimate interest for analytics, by name', 'nothing', 'DE', 'deliver', 'ok', {
    facts: { purposes: ['analytics'], sellsOrShares: false },
    policy: {
      rules: [{ countries: ['DE'], regime: 'opt_in', defaultGrants: [], analyticsInterest: 'statistics 2026' }],
    },
  }),
  line(51, 'it ends on objection', '`analytics: false`', 'DE', 'denied', 'category_denied', {
    context: prefers({ analytics: false }),
    facts: { purposes: ['analytics'], sellsOrShares: false },
    policy: {
      rules: [{ countries: ['DE'], regime: 'opt_in', defaultGrants: [], analyticsInterest: 'statistics 2026' }],
    },
  }),
  line(51, 'never for ads', 'TCF without 7, interest 7', 'DE', 'denied', 'tcf_purpose_7_refused', {
    context: tcf(aTcString({ purposes: without(7), interests: [7] })),
    facts: listed,
    policy: {
      rules: [{ countries: ['DE'], regime: 'opt_in', defaultGrants: [], analyticsInterest: 'statistics 2026' }],
    },
  }),
]

export const elsewhere: ProvedElsewhere[] = [
  {
    n: 11,
    title: 'GPC on one device of a known profile',
    file: 'test/system/ledger.test.ts',
    test: 'GPC stays with browser and person after the header is gone, until a dated opt-in (case 11)',
  },
  {
    n: 9,
    title: 'and for all that follows',
    file: 'test/system/ledger.test.ts',
    test: 'a choice made after GPC was first seen lifts it for all that follows, under `gpcOverride` alone (case 9)',
  },
  {
    n: 33,
    title: 'GPC, limited at send, too',
    file: 'test/system/ledger.test.ts',
    test: 'Meta in California is limited at ingest and at send, with the header and after it is gone',
  },
  {
    n: 30,
    title: 'a batch with mixed consents',
    file: 'test/workers/chunk.test.ts',
    test: 'payloads of different request-level consent never share a request',
  },
  {
    n: 32,
    title: 'hashed e-mail for an analytics destination',
    file: 'test/core/deliverable-event.test.ts',
    test: 'loses hashes, addresses and click ids with the purpose of advertising, and keeps the GA pair',
  },
  {
    n: 34,
    title: 'identity merge',
    file: 'test/core/consent-ledger.test.ts',
    test: 'a denial of a linked subject binds, a tie is a denial',
  },
  {
    n: 34,
    title: 'a shared address',
    file: 'test/system/ledger.test.ts',
    test: 'a grant does not travel over a shared address',
  },
  {
    n: 35,
    title: 'clock skew',
    file: 'test/core/consent-cookiebot.test.ts',
    test: 'a choice from the future counts as made at receipt (case 35)',
  },
  {
    n: 38,
    title: 'a dead letter sent again',
    file: 'test/system/recompute.test.ts',
    test: 'at send: withdrawn, suppressed or reconfigured since ingest',
  },
  {
    n: 47,
    title: "a write key's claim behind another geo header",
    file: 'test/core/jurisdiction.test.ts',
    test: 'never to a looser law, whatever it claims',
  },
  {
    n: 49,
    title: 'everything denied',
    file: 'test/system/order.test.ts',
    test: 'the same order without consent goes nowhere and is stored reduced',
  },
  {
    n: 50,
    title: 'a write key posts for somebody else',
    file: 'test/system/consent.test.ts',
    test: 'a write key may grant for an anonymous id alone, and deny for anyone',
  },
  {
    n: 52,
    title: 'event and withdrawal in one batch',
    file: 'test/system/ledger.test.ts',
    test: 'of a withdrawal and an event in one batch the withdrawal counts first (case 52)',
  },
]

/** Said openly: nothing proves these yet. */
export const open: { n: number; title: string; why: string }[] = [
  {
    n: 37,
    title: 'a deletion request with jobs queued',
    why: 'suppression cancels them; erasing the payload is not built yet',
  },
]

type More = Partial<Omit<TableCase, 'n' | 'title' | 'input' | 'place' | 'verdict' | 'reason'>>

function line(
  ...[n, title, input, place, verdict, reason, more = {}]: [
    n: number,
    title: string,
    input: string,
    place: string,
    verdict: TableCase['verdict'],
    reason: string,
    more?: More,
  ]
): TableCase {
  return { n, title, input, place, verdict, reason, ...more }
}
