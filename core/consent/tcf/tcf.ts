import type { Purpose } from '../../purpose.ts'
import type { Signals } from '../../signals.ts'
import { type ConsentWarning, defineSignal, type Recipient, type Said, type SignalContext } from '../signal.ts'
import { readTcString, type TcfConsent, type TcfReading } from './decode.ts'
import { type TcfString, tcStringsOf } from './strings.ts'
import { choiceDayMs, formRules, tcfRules } from './validity.ts'

interface Tcf extends Pick<TcfString, 'inForce'> {
  reading: TcfReading
}

/**
 * Its row of consent.md 5.5, by consent bits alone. Of 8 and 9 those count that the destination declares, else both.
 */
const row: readonly { purpose: Purpose; needs: readonly number[] }[] = [
  { purpose: 'analytics', needs: [1] },
  { purpose: 'advertising', needs: [1, 2, 7] },
  { purpose: 'ad_personalization', needs: [3, 4] },
  { purpose: 'personalization', needs: [5, 6] },
]
const measurements: readonly number[] = [8, 9]

/** IAB TCF v2.2 and v2.3, by itself or inside a GPP string. */
export const tcfSignal = defineSignal<readonly Tcf[]>({
  name: 'tcf',
  read: readAll,
  validity: tcfRules.map(({ reason, broken }) => ({
    reason,
    broken: (strings, context) =>
      strings.some((one) => isHeard(one, context) && broken(one.reading, context.receivedAt)),
  })),
  speaksOf: row.map(({ purpose }) => purpose),
  chosenAt,
  say: (strings, context) =>
    strings.flatMap((one) => row.map(({ purpose }) => ({ purpose, ...sayInForce(purpose, one, context) }))),
  warn,
})

function readAll(signals: Signals): Tcf[] | undefined {
  const strings = tcStringsOf(signals)
  if (strings.length === 0) return undefined
  return strings.map(({ text, inForce }) => ({ inForce, reading: readTcString(text) }))
}

function isHeard({ inForce }: Tcf, { law }: SignalContext): boolean {
  return inForce === 'yes' || (inForce === 'not_named' && law.regime === 'opt_in')
}

function sayInForce(purpose: Purpose, one: Tcf, context: SignalContext): Omit<Said, 'purpose'> {
  if (one.inForce === 'no') return { value: 'unset', reason: 'gdpr_does_not_apply' }
  const said = isHeard(one, context) ? sayOf(purpose, one.reading, context) : null
  if (one.inForce === 'yes' && said !== null) return said
  return said?.value === 'denied' ? said : { value: 'unset', reason: 'gpp_sid_names_others' }
}

function sayOf(purpose: Purpose, reading: TcfReading, { recipient, law }: SignalContext): Omit<Said, 'purpose'> {
  if ('problem' in reading) return { value: 'denied', reason: reading.problem }
  const mayRestOnInterest = purpose === 'analytics' && law.interest !== null
  const bases = needsOf(purpose, recipient).map((id) =>
    basisOf(id, reading, { vendor: recipient.iabVendorId, mayRestOnInterest }),
  )
  const refusal = bases.find(({ refused }) => refused !== null)
  if (refusal?.refused) return { value: 'denied', reason: refusal.refused }
  // The person consented to purposes of listed vendors; who is not on the list was not among them.
  if (recipient.iabVendorId === undefined) return { value: 'unset', reason: 'tcf_no_vendor_number' }
  const isByInterest = bases.some(({ byInterest }) => byInterest)
  if (isByInterest) return { value: 'granted', reason: 'tcf_interest', basis: 'legitimate_interest' }
  return { value: 'granted', reason: 'tcf_granted' }
}

interface TcfBasis {
  byInterest: boolean
  refused: string | null
}

interface Asker {
  vendor: number | undefined
  mayRestOnInterest: boolean
}

/** By consent, or – for 8 and 9 under a named policy – by an interest the person was told of and did not object to. */
function basisOf(id: number, reading: TcfConsent, { vendor, mayRestOnInterest }: Asker): TcfBasis {
  const refused = consentRefusal(id, reading, vendor)
  const byInterest = refused !== null && mayRestOnInterest && restsOnInterest(id, reading, vendor)
  return { byInterest, refused: byInterest ? null : refused }
}

function consentRefusal(id: number, reading: TcfConsent, vendor: number | undefined): string | null {
  if (!isAllowed(id, reading)) return `tcf_purpose_${id}_refused`
  if (vendor === undefined) return null
  if (!reading.disclosedVendors?.has(vendor)) return 'tcf_vendor_not_disclosed'
  if (!reading.vendors.has(vendor)) return 'tcf_vendor_refused'
  return isRestricted(id, vendor, reading.restrictions) ? `tcf_purpose_${id}_restricted` : null
}

function restsOnInterest(id: number, reading: TcfConsent, vendor: number | undefined): boolean {
  if (!measurements.includes(id) || !reading.interests.has(id)) return false
  if (vendor === undefined) return true
  const isTold = reading.disclosedVendors?.has(vendor) === true && reading.interestVendors.has(vendor)
  return isTold && !isRestricted(id, vendor, reading.interestRestrictions)
}

function isRestricted(id: number, vendor: number, restrictions: TcfConsent['restrictions']): boolean {
  return restrictions.some(({ purpose, vendors }) => purpose === id && vendors.has(vendor))
}

function needsOf(purpose: Purpose, { tcfPurposes }: Recipient): number[] {
  const declared = tcfPurposes?.[purpose] ?? []
  const measured = declared.some((id) => measurements.includes(id)) ? [] : measurements
  const base = row.find((line) => line.purpose === purpose)?.needs ?? []
  return [...new Set([...base, ...declared, ...(purpose === 'analytics' ? measured : [])])].sort((a, b) => a - b)
}

function isAllowed(id: number, { purposes, purposeOneNotAsked }: TcfConsent): boolean {
  return purposes.has(id) || (id === 1 && purposeOneNotAsked)
}

/** Of several strings the oldest. */
function chosenAt(strings: readonly Tcf[]): string | null {
  const heard = strings.filter(({ inForce }) => inForce === 'yes')
  const days = heard.map(({ reading }) => ('problem' in reading ? Number.NaN : choiceDayMs(reading)))
  const day = Math.min(...days)
  return Number.isFinite(day) ? new Date(day).toISOString() : null
}

function warn(strings: readonly Tcf[]): ConsentWarning[] {
  const inForce = strings.filter((one) => one.inForce === 'yes')
  const broken = formRules.filter((rule) => inForce.some(({ reading }) => rule.broken(reading, '')))
  return broken.map(({ message }) => ({
    code: 'invalid_consent',
    path: 'context.tcf',
    message: `the TC string ${message}: read as a refusal`,
  }))
}
