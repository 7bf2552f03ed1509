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
  /** Google Consent Mode v2: its types as an object, `gcs` and `gcd` as sent (`invalid` = of another shape, not kept). */
  consentMode?: {
    fields?: Partial<Record<ConsentModeType, 'granted' | 'denied' | 'invalid'>> | 'invalid'
    gcs?: string
    gcd?: string
  }
  /** Every TC string found, as sent (`invalid` = of another shape, not kept), and the flag that travels beside it. */
  tcf?: {
    strings: readonly string[]
    gdprApplies?: boolean
  }
}

export type CategoryValue = 'granted' | 'denied' | 'invalid'
export type CategoryValues = Record<string, CategoryValue>

/** The ledger's answer for the subjects of one event: the latest dated choice per purpose; a tie is a denial. */
export interface LedgerChoice {
  purpose: import('./purpose.ts').Purpose
  value: 'granted' | 'denied'
  /** ISO time of the person's choice. */
  chosenAt: string
  recordId: string
}

export interface SubjectState {
  choices: LedgerChoice[]
  suppressed: boolean
}

export const noSubjectState: SubjectState = { choices: [], suppressed: false }
