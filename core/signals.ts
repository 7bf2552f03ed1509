import type { ConsentModeType } from './consent/google-consent-mode-strings.ts'

/**
 * What the first hop captured of the person's will, before any rule is applied. Stored once per distinct content
 * (`signals`), so that a decision can be recomputed years later. Each new kind of signal adds one optional field here
 * and one decoder in core/consent/.
 */
export interface Signals {
  /** `context.consent.categoryPreferences`. A value that was no boolean is `invalid`; the whole is `invalid` when no object. */
  categories?: CategoryValues | 'invalid'
  /** `Sec-GPC: 1` at the first hop. Absent = not seen. */
  gpc?: true
  /** `context.consentManagement`. */
  rudderstack?: RudderstackConsent | 'invalid'
  /** The string and its `gpp_sid`, as sent. */
  gpp?: GppConsent | 'invalid'
  /** The four letters as sent; `invalid` = of another shape, not kept. */
  usp?: string
  shopify?: ShopifyConsent | 'invalid'
  onetrust?: OnetrustConsent | 'invalid'
  cookiebot?: CmpConsent | 'invalid'
  usercentrics?: CmpConsent | 'invalid'
  /** Google Consent Mode v2: its types as an object, `gcs` and `gcd` as sent (`invalid` = of another shape, not kept). */
  consentMode?: {
    fields?: Partial<Record<ConsentModeType, 'granted' | 'denied' | 'invalid'>> | 'invalid'
    gcs?: string
    gcd?: string
  }
  /** `context.subject`, and whether the event is of a product that the source marks as sensitive. Absent = nothing known. */
  subject?: SubjectSigns
  /** Every TC string found, as sent (`invalid` = of another shape, not kept), and the flag that travels beside it. */
  tcf?: {
    strings: readonly string[]
    gdprApplies?: boolean
  }
}

export interface SubjectSigns {
  /** `doubtful`: stated in a form we cannot read. */
  minor?: 'yes' | 'doubtful'
  sensitiveProducts?: true
}

export type CategoryValue = 'granted' | 'denied' | 'invalid'
export type CategoryValues = Record<string, CategoryValue>

export interface RudderstackConsent {
  allowed: string[]
  denied: string[]
}

export interface GppConsent {
  text: string
  /** Empty = unknown. */
  sid: number[]
}

export type ShopifyField = 'analytics' | 'marketing' | 'preferences' | 'saleOfData'
/** `unset`: the person did not say. */
export type ShopifyValue = CategoryValue | 'unset'

export interface ShopifyConsent {
  /** The person's own choice. */
  choice: Partial<Record<ShopifyField, ShopifyValue>>
  /** `*Allowed`: choice, region and the merchant's settings in one. */
  allowed: Partial<Record<ShopifyField, ShopifyValue>>
}

interface PlatformChoice {
  /** Whether the person answered; null = the platform does not tell. */
  chosen: boolean | null
  /** ISO time of the answer. */
  chosenAt?: string
}

export interface CmpConsent extends PlatformChoice {
  categories: CategoryValues
}

export interface OnetrustConsent extends PlatformChoice {
  /** The list of active groups as sent. */
  groups: string
}

/** One line of the ledger: of a purpose the latest dated choice, or the undated state last observed. */
export interface LedgerChoice {
  purpose: import('./purpose.ts').Purpose
  value: 'granted' | 'denied'
  /** ISO time of the person's choice; of an observation, when the device showed it. */
  chosenAt: string
  recordId: string
  /** Absent = chosen. */
  kind?: 'chosen' | 'observed'
  /** Made after the event happened that it is asked for. */
  afterEvent?: true
  /** Of a denial: it rests on a browser's GPC alone, nobody ever refused by themselves. Absent = not known to be. */
  isGpc?: true
  /** Which kind of key it was found by. */
  by?: import('./ids.ts').SubjectKind
}

/** What the ledger and the suppressions say of one subject key. */
export interface SubjectFacts {
  subjectKey: string
  choices: LedgerChoice[]
  /** Keys of the same person, learned from events that named both. */
  linked?: string[]
  /** ISO time of the first event of theirs with GPC. */
  gpcSeenAt?: string | null
  /** What comes over links: denials of linked subjects, and all that the one device of a cart, checkout or order said. */
  inherited?: LedgerChoice[]
  suppressed: boolean
}

/** The ledger's answer for the subjects of one event: per purpose and kind the latest; a tie is a denial. */
export interface SubjectState {
  choices: LedgerChoice[]
  suppressed: boolean
  /** When GPC was first seen of them, ISO; of several the latest. Absent = not before this event. */
  gpcSeenAt?: string
}

export const noSubjectState: SubjectState = { choices: [], suppressed: false }
