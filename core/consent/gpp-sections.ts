import { GppModel } from '@iabgpp/cmpapi'
import { isJsonObject } from '../json.ts'
import { memoByText } from '../memo.ts'
import type { Purpose } from '../purpose.ts'
import { sectionIdsOf } from './gpp-header.ts'
import { saleRefusalIn } from './usp.ts'

export interface GppRefusal {
  purpose: Purpose
  reason: string
}

export interface GppSection {
  id: number
  gpc: boolean
  /** Of a known child, or sensitive data, without consent. */
  isSensitive: boolean
  refusals: readonly GppRefusal[]
}

export const stateSectionIds: Readonly<Record<string, number>> = {
  CA: 8,
  VA: 9,
  CO: 10,
  UT: 11,
  CT: 12,
  FL: 13,
  MT: 14,
  OR: 15,
  TX: 16,
  DE: 17,
  IA: 18,
  NE: 19,
  NH: 20,
  NJ: 21,
  TN: 22,
  MN: 23,
  MD: 24,
  IN: 25,
  KY: 26,
  RI: 27,
}
const nationalId = 7
const uspId = 6
const sectionNames = new Map([
  [nationalId, 'usnat'],
  ...Object.entries(stateSectionIds).map(([state, id]) => [id, `us${state.toLowerCase()}`] as const),
])
/** Virginia, Utah and Florida have no subsection: the package would skip one in silence. */
const coreOnlyIds = new Set([9, 11, 13])
/** The longest real one has 30 letters; decoding costs time by the letter. */
const sectionLengthMax = 100

const adPurposes: readonly Purpose[] = ['advertising', 'ad_personalization']
export const usPurposes: readonly Purpose[] = [...adPurposes, 'sale_or_sharing']

/** 0 not applicable, 1 opted out, 2 did not. */
const optOutFields: Readonly<Record<string, readonly Purpose[]>> = {
  SaleOptOut: ['sale_or_sharing'],
  SharingOptOut: ['sale_or_sharing'],
  TargetedAdvertisingOptOut: adPurposes,
}
/**
 * 0 not applicable, 1 no consent, 2 consent – in California, Utah and Iowa the sensitive ones are opt-outs: 1 opted out.
 * 1 refuses either way. The package's own documentation reads 1 as yes; the sections' specifications do not.
 */
const sensitiveFields = ['SensitiveDataProcessing', 'KnownChildSensitiveDataConsents']
const consentFields = [...sensitiveFields, 'PersonalDataConsents', 'AdditionalDataProcessingConsent']

/** All sections that speak of the US; null = the text is no GPP string. Bounded: shops send the same few texts all day. */
export const decodeGpp: (text: string) => readonly GppSection[] | null = memoByText(decode, 1_000, 2_000)

/** The text of each section by its id; null = it is no GPP string. */
export function gppTexts(text: string): ReadonlyMap<number, string> | null {
  const [header = '', ...texts] = text.split('~')
  const ids = sectionIdsOf(header)
  if (ids === null || ids.length !== texts.length) return null
  return new Map(ids.map((id, index) => [id, texts[index] ?? '']))
}

function decode(text: string): readonly GppSection[] | null {
  const texts = gppTexts(text)
  return texts === null ? null : [...texts].flatMap(([id, section]) => readSection(id, section))
}

function readSection(id: number, text: string): GppSection[] {
  if (id === uspId) return [uspSection(text)]
  const name = sectionNames.get(id)
  // 1 to 5 are no US law's; 2 is a TC string and read as one (tcf/strings.ts). A later one may be: what it refuses cannot be read, so it refuses.
  if (name === undefined) return id < uspId ? [] : [unreadable(id)]
  const fields = fieldsOf({ id, name, text })
  if (fields === null) return [unreadable(id)]
  const isSensitive = sensitiveFields.some((field) => valuesOf(fields, field).includes(1))
  return [{ id, gpc: fields.Gpc === true, isSensitive, refusals: refusalsIn(fields) }]
}

function uspSection(text: string): GppSection {
  const reason = saleRefusalIn(text)
  return {
    id: uspId,
    gpc: false,
    isSensitive: false,
    refusals: reason === null ? [] : [{ purpose: 'sale_or_sharing', reason }],
  }
}

function unreadable(id: number): GppSection {
  return {
    id,
    gpc: false,
    isSensitive: false,
    refusals: usPurposes.map((purpose) => ({ purpose, reason: 'invalid_signal' })),
  }
}

type Fields = Record<string, unknown>

function fieldsOf({ id, name, text }: { id: number; name: string; text: string }): Fields | null {
  if (text.length > sectionLengthMax) return null
  const segments = text.split('.')
  if (segments.length > (coreOnlyIds.has(id) ? 1 : 2) || segments.includes('')) return null
  try {
    const model = new GppModel()
    model.decodeSection(name, text)
    const fields: unknown = model.getSection(name)
    return isJsonObject(fields) && isKnownForm(id, fields) ? fields : null
  } catch {
    return null
  }
}

/** A later version may order its bits otherwise, and 3 is no value. */
function isKnownForm(id: number, fields: Fields): boolean {
  const version = fields.Version ?? fields.MspaVersion
  const isKnownVersion = version === 1 || (id === nationalId && version === 2)
  const isGpcSegment = fields.GpcSegmentType === undefined || fields.GpcSegmentType === 1
  const values = [...Object.keys(optOutFields), ...consentFields].flatMap((field) => valuesOf(fields, field))
  return isKnownVersion && isGpcSegment && values.every((value) => value === 0 || value === 1 || value === 2)
}

function refusalsIn(fields: Fields): GppRefusal[] {
  const optOuts = Object.entries(optOutFields).flatMap(([field, purposes]) =>
    valuesOf(fields, field).includes(1) ? purposes.map((purpose) => ({ purpose, reason: 'gpp_opt_out' })) : [],
  )
  const withheld = consentFields.some((field) => valuesOf(fields, field).includes(1))
  return withheld ? [...optOuts, ...adPurposes.map((purpose) => ({ purpose, reason: 'gpp_no_consent' }))] : optOuts
}

/** One number, or a list with one for each kind of data; absent where a state's section has no such field. */
function valuesOf(fields: Fields, field: string): unknown[] {
  const value = fields[field]
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}
