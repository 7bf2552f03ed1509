/** One wrong line each: `from` stands once in `file`. All must be caught by the table and the oracle. */
export interface Mutant {
  name: string
  file: string
  from: string
  to: string
}

const combine = 'core/consent/combine.ts'
const gate = 'router/gates/consent.ts'
const restricted = 'router/gates/restricted-mode.ts'
const tcf = 'core/consent/tcf/tcf.ts'
const strings = 'core/consent/tcf/strings.ts'
const validity = 'core/consent/tcf/validity.ts'
const gpp = 'core/consent/gpp-sections.ts'
const gpc = 'core/consent/gpc.ts'
const mode = 'core/consent/google-consent-mode.ts'
const unasked = 'core/consent/unasked.ts'
const law = 'core/jurisdiction.ts'

export const mutants: Mutant[] = [
  {
    name: 'one denial of several is not enough',
    file: combine,
    from: "if (values.includes('denied')) return 'denied'",
    to: '',
  },
  {
    name: 'one grant of several captures is enough',
    file: combine,
    from: "values.every((value) => value === 'granted')",
    to: "values.some((value) => value === 'granted')",
  },
  {
    name: 'a withdrawal is not looked up',
    file: combine,
    from: "if (ledger?.value === 'denied') return",
    to: "if (ledger?.value === 'denied' && false) return",
  },
  { name: 'a policy nobody adopted grants', file: combine, from: 'if (!law.adopted) return', to: 'if (false) return' },
  {
    name: 'the default of the policy is for every purpose',
    file: combine,
    from: 'law.defaultGrants.includes(purpose)) return { value',
    to: 'law.defaultGrants.length > 0) return { value',
  },
  {
    name: 'legitimate interest for ads',
    file: combine,
    from: "if (purpose === 'analytics' && law.interest !== null)",
    to: 'if (law.interest !== null)',
  },
  {
    name: 'the ledger is not asked when nothing is said',
    file: combine,
    from: "if (ledger?.value === 'granted') return",
    to: 'if (false) return',
  },
  {
    name: 'the marks of a source are forgotten',
    file: combine,
    from: 'if (reason === null || reason === undefined) return captures',
    to: 'return captures',
  },
  {
    name: 'one purpose of several is enough',
    file: gate,
    from: "allOf.filter((purpose) => values[purpose] !== 'granted')",
    to: "(allOf.some((purpose) => values[purpose] === 'granted') ? [] : allOf)",
  },
  {
    name: 'unset is as good as granted',
    file: gate,
    from: "allOf.filter((purpose) => values[purpose] !== 'granted')",
    to: "allOf.filter((purpose) => values[purpose] === 'denied')",
  },
  {
    name: 'purposes the workspace added do not count',
    file: gate,
    from: '[...facts.purposes, ...destination.purposes]',
    to: '[...facts.purposes]',
  },
  {
    name: 'the sale is not asked for in the US',
    file: gate,
    from: "event.jurisdiction.country === 'US') wanted.add",
    to: "event.jurisdiction.country === 'CA') wanted.add",
  },
  {
    name: 'a refused sale is not heard where the country is unknown',
    file: gate,
    from: 'heedsSale: facts.sellsOrShares && event.jurisdiction.country === null',
    to: 'heedsSale: false',
  },
  {
    name: 'a destination without purposes gets all',
    file: gate,
    from: 'if (wanted.allOf.length + wanted.anyOf.length === 0) return',
    to: 'if (false) return',
  },
  { name: 'ads as necessary', file: gate, from: 'return servesAds ? stop', to: 'return false ? stop' },
  {
    name: 'anyOf is not asked for',
    file: gate,
    from: 'const hasNone = anyOf.length > 0 &&',
    to: 'const hasNone = false &&',
  },
  {
    name: 'a restricted mode after any opt-out',
    file: restricted,
    from: 'return policy.limitedOnOptOut === true && isStateListed',
    to: 'return policy.limitedOnOptOut === true',
  },
  {
    name: 'a restricted mode in any state',
    file: restricted,
    from: 'return facts.limitedStates?.states.includes(place.region) === true',
    to: 'return facts.limitedStates !== undefined',
  },
  {
    name: 'a partial grant is told as a full one',
    file: restricted,
    from: 'return isPartial(question) ||',
    to: 'return',
  },
  {
    name: 'a refusal of ads is an opt-out',
    file: 'core/consent/opt-out.ts',
    from: "(purpose === 'sale_or_sharing' && saleRefusals.has(reason))",
    to: 'saleRefusals.has(reason)',
  },
  {
    name: 'GPC yields without the policy',
    file: 'core/consent/opt-out.ts',
    from: '(policy.gpcOverride === true &&',
    to: '(true &&',
  },
  {
    name: 'GPC yields to an earlier choice',
    file: 'core/consent/opt-out.ts',
    from: 'return Date.parse(choice.chosenAt) > Date.parse(gpcSeenAt ?? receivedAt)',
    to: 'return true',
  },
  {
    name: 'GPC does not bind personalised ads',
    file: gpc,
    from: "{ purpose: 'ad_personalization', reach: 'us' },",
    to: '',
  },
  { name: 'GPC for all ads is not read', file: gpc, from: "return law.gpc === 'all_ads'", to: 'return false' },
  {
    name: 'one rule of several lifts GPC',
    file: law,
    from: "candidates.every(({ gpc }) => gpc === 'until_chosen')",
    to: "candidates.some(({ gpc }) => gpc === 'until_chosen')",
  },
  {
    name: 'gpcOverride lifts GPC where the policy stops all ads',
    file: 'core/consent/opt-out.ts',
    from: " && law.gpc !== 'all_ads'",
    to: '',
  },
  { name: 'GPC does not bind an unknown country', file: gpc, from: ' || jurisdiction.country === null', to: '' },
  {
    name: 'GPC never yields where opt-in',
    file: gpc,
    from: "reach === 'opt_in_unless_granted' ? { ...denial, unlessGranted: true } : denial",
    to: 'denial',
  },
  {
    name: 'an opt-out field is read as a consent field',
    file: gpp,
    from: 'valuesOf(fields, field).includes(1) ? purposes',
    to: 'valuesOf(fields, field).includes(2) ? purposes',
  },
  {
    name: 'consent fields are not read',
    file: gpp,
    from: 'const withheld = consentFields.some',
    to: 'const withheld = [].some',
  },
  {
    name: 'the Gpc subsection is dropped',
    file: gpp,
    from: 'gpc: fields.Gpc === true, isSensitive',
    to: 'gpc: false, isSensitive',
  },
  {
    name: 'USP Y is yes',
    file: 'core/consent/usp.ts',
    from: "if (usp[2] === 'Y') return 'usp_opt_out'",
    to: "if (usp[2] === 'N') return 'usp_opt_out'",
  },
  {
    name: 'USP dash is no refusal',
    file: 'core/consent/usp.ts',
    from: "return usp[2] === '-' && usp !== notApplicable ? 'usp_sale_not_stated' : null",
    to: 'return null',
  },
  {
    name: 'a default grant is a choice',
    file: mode,
    from: "const value = law.regime === 'opt_in' ? 'unset' : 'granted'",
    to: "const value = 'granted'",
  },
  {
    name: 'ad_user_data does not count',
    file: mode,
    from: "types: ['ad_storage', 'ad_user_data']",
    to: "types: ['ad_storage']",
  },
  {
    name: 'the vendor is not looked up',
    file: tcf,
    from: "if (!reading.vendors.has(vendor)) return 'tcf_vendor_refused'",
    to: '',
  },
  {
    name: 'disclosure is not looked up',
    file: tcf,
    from: "if (!reading.disclosedVendors?.has(vendor)) return 'tcf_vendor_not_disclosed'",
    to: '',
  },
  {
    name: 'publisher restrictions are not honoured',
    file: tcf,
    from: 'return isRestricted(id, vendor, reading.restrictions) ?',
    to: 'return false ?',
  },
  {
    name: 'gdprApplies is not read',
    file: strings,
    from: "tcf?.gdprApplies === false ? 'no' : 'yes'",
    to: "'yes'",
  },
  { name: 'TCF inside GPP is not read', file: strings, from: 'return [...beside, ...inGpp(gpp)]', to: 'return beside' },
  {
    name: 'gpp_sid is not read for TCF',
    file: strings,
    from: 'const namesSome = gpp.sid',
    to: 'const namesSome = [].concat()',
  },
  {
    name: 'a TC string that gpp_sid leaves out refuses nobody',
    file: tcf,
    from: "(inForce === 'not_named' && law.regime === 'opt_in')",
    to: 'false',
  },
  {
    name: 'a TC string that gpp_sid leaves out grants',
    file: tcf,
    from: "if (one.inForce === 'yes' && said !== null) return said",
    to: 'if (said !== null) return said',
  },
  {
    name: 'policy 3 is good enough',
    file: validity,
    from: 'const policyVersionMin = 4',
    to: 'const policyVersionMin = 2',
  },
  { name: 'a consent lasts for ever', file: validity, from: 'const monthsMax = 13', to: 'const monthsMax = 1300' },
  {
    name: 'an unknown country is opt-out',
    file: law,
    from: "if (first === undefined) return { regime: 'opt_in'",
    to: "if (first === undefined) return { regime: 'opt_out'",
  },
  {
    name: 'an invalid category is silence',
    file: 'core/consent/category-values.ts',
    from: "return { value: 'denied', reason: 'invalid_signal' }",
    to: "return { value: 'unset', reason: 'invalid_signal' }",
  },
  {
    name: 'an absent category is always unset',
    file: 'core/consent/categories.ts',
    from: "if (source.absentMeans !== 'denied') return said",
    to: 'return said',
  },
  {
    name: 'allowed wins over denied',
    file: 'core/consent/rudderstack.ts',
    from: "...denied.map((id) => [id, 'denied'] as const),",
    to: "...denied.filter((id) => !allowed.includes(id)).map((id) => [id, 'denied'] as const),",
  },
  {
    name: 'who was asked is held for as well',
    file: gate,
    from: '|| !consent.isUnasked) return false',
    to: ') return false',
  },
  {
    name: 'it is held for any purpose',
    file: gate,
    from: ' && holdForConsent.purposes.includes(purpose)',
    to: '',
  },
  {
    name: 'one that lacks and may wait is enough',
    file: gate,
    from: 'refused.every(mayWait)',
    to: 'refused.some(mayWait)',
  },
  {
    name: 'what no device can answer is held',
    file: gate,
    from: 'reduced === true || event.anonymousId !== null',
    to: 'true',
  },
  {
    name: 'an unmapped category is silence',
    file: unasked,
    from: ' || Object.keys(categories).length > 0) return false',
    to: ') return false',
  },
  { name: 'a choice on record was never made', file: unasked, from: 'choices.length === 0 &&', to: '' },
  { name: 'Shopify allowing is silence', file: unasked, from: ' || Object.keys(consent.allowed).length > 0', to: '' },
]
