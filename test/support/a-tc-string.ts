import { GVL, PurposeRestriction, type RestrictionType, TCModel, TCString, type VendorList } from '@iabtechlabtcf/core'

export interface TcStringParts {
  /** IAB purposes consented to. */
  purposes: number[]
  interests: number[]
  vendors: number[]
  disclosed: number[]
  restrictions: { purpose: number; type: RestrictionType; vendor: number }[]
  purposeOneTreatment: boolean
  publisherCountry: string
  created: string
  lastUpdated: string
}

/** Made by the IAB's own encoder: a string of 3 May 2026 in which all was consented to and vendor 42 was shown. */
export function aTcString(overrides: Partial<TcStringParts> = {}): string {
  const parts = { ...everything, ...overrides }
  const model = new TCModel(vendorList)
  model.cmpId = 31
  model.purposeConsents.set(parts.purposes)
  model.purposeLegitimateInterests.set(parts.interests)
  model.vendorConsents.set(parts.vendors)
  model.vendorsDisclosed.set(parts.disclosed)
  model.purposeOneTreatment = parts.purposeOneTreatment
  model.publisherCountryCode = parts.publisherCountry
  for (const { purpose, type, vendor } of parts.restrictions) {
    model.publisherRestrictions.add(vendor, new PurposeRestriction(purpose, type))
  }
  model.created = new Date(parts.created)
  model.lastUpdated = new Date(parts.lastUpdated)
  return TCString.encode(model)
}

export const tcfVendor = 42
export const allPurposes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
export const without = (...ids: number[]) => allPurposes.filter((id) => !ids.includes(id))

const everything: TcStringParts = {
  purposes: allPurposes,
  interests: [],
  vendors: [tcfVendor, 7],
  disclosed: [tcfVendor, 7],
  restrictions: [],
  purposeOneTreatment: false,
  publisherCountry: 'DE',
  created: '2026-05-03T00:00:00.000Z',
  lastUpdated: '2026-05-03T00:00:00.000Z',
}

/** Where a field of the core begins, and how long it is (IAB, Consent string and vendor list formats v2). */
export const coreFields = {
  version: [0, 6],
  created: [6, 36],
  lastUpdated: [42, 36],
  cmpId: [78, 12],
  policyVersion: [132, 6],
  isServiceSpecific: [138, 1],
  purposeConsents: [152, 24],
  purposeInterests: [176, 24],
  purposeOneTreatment: [200, 1],
  vendorConsents: [213, 17],
} as const

/** The encoder refuses to write what is invalid, so it is written over the bits. */
export function withField(tcString: string, field: keyof typeof coreFields, value: number): string {
  const [start, length] = coreFields[field]
  return withBits(tcString, start, value.toString(2).padStart(length, '0'))
}

export function withBits(tcString: string, startAtBit: number, bits: string): string {
  const [core = '', ...segments] = tcString.split('.')
  const all = toBits(core)
  return [toText(all.slice(0, startAtBit) + bits + all.slice(startAtBit + bits.length)), ...segments].join('.')
}

export function bitAt(tcString: string, at: number): string {
  return toBits(tcString.split('.')[0] ?? '').charAt(at)
}

export function toBits(text: string): string {
  return [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(6, '0')).join('')
}

export function toText(bits: string): string {
  const sextets = bits.padEnd(Math.ceil(bits.length / 6) * 6, '0').match(/.{6}/g) ?? []
  return sextets.map((sextet) => alphabet.charAt(Number.parseInt(sextet, 2))).join('')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Vendors that declare everything, flexibly. Few: the encoder copies the list with every string. */
const vendorList = makeVendorList()

function makeVendorList(): GVL {
  const ids = [7, tcfVendor, 50]
  const flexible = [2, 7, 8, 9, 10, 11]
  const vendors = ids.map((id) => ({
    id,
    name: `vendor ${id}`,
    purposes: allPurposes,
    legIntPurposes: flexible,
    flexiblePurposes: allPurposes,
    specialPurposes: [],
    features: [],
    specialFeatures: [],
  }))
  const purposes = allPurposes.map((id) => ({ id, name: 'purpose', description: '', illustrations: [] }))
  return new GVL({
    gvlSpecificationVersion: 3,
    vendorListVersion: 120,
    tcfPolicyVersion: 5,
    lastUpdated: '2026-05-01T00:00:00.000Z',
    purposes: byId(purposes),
    specialPurposes: {},
    features: {},
    specialFeatures: {},
    stacks: {},
    dataCategories: {},
    vendors: byId(vendors),
  } as unknown as VendorList)
}

function byId<Item extends { id: number }>(items: Item[]): Record<string, Item> {
  return Object.fromEntries(items.map((item) => [item.id, item]))
}
