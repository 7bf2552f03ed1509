import { type TCModel, TCString } from '@iabtechlabtcf/core'
import { memoByText } from '../../memo.ts'
import { isTcStringShaped, tcStringLengthMax } from './capture.ts'
import { type IdSet, idSetOf, idSetOfList } from './id-set.ts'
import { structureOf, type TcfProblem } from './structure.ts'

/** What we read of a TC string. */
export interface TcfConsent {
  policyVersion: number
  isServiceSpecific: boolean
  /** Both are days; where they differ each rule takes the one that is stricter. */
  createdAtMs: number
  lastUpdatedAtMs: number
  purposes: IdSet
  /** Purpose 1 was not asked for in the publisher's country (case 28). */
  purposeOneNotAsked: boolean
  vendors: IdSet
  /** Legitimate interest; counts for 8 and 9 under a named policy and nowhere else (cases 26 and 51). */
  interests: IdSet
  interestVendors: IdSet
  /** Null = the segment is missing. */
  disclosedVendors: IdSet | null
  /** Whom the publisher forbids a purpose, or forbids it on the basis of consent. */
  restrictions: readonly { purpose: number; vendors: IdSet }[]
  /** Whom the publisher forbids it on the basis of legitimate interest. */
  interestRestrictions: readonly { purpose: number; vendors: IdSet }[]
}

export type TcfReading = TcfConsent | { problem: TcfProblem }

/** A page repeats its string with every event. */
export const readTcString: (text: string) => TcfReading = memoByText(decode, 2_000, tcStringLengthMax)

/** The decoder throws on what it cannot read, whatever it is. */
function decode(text: string): TcfReading {
  if (!isTcStringShaped(text)) return unreadable
  const structure = structureOf(text)
  if ('problem' in structure) return structure
  try {
    return consentOf(TCString.decode(text), structure.hasDisclosedVendors)
  } catch {
    return unreadable
  }
}

const unreadable: TcfReading = { problem: 'invalid_signal' }

function consentOf(model: TCModel, hasDisclosedVendors: boolean): TcfConsent {
  return {
    policyVersion: Number(model.policyVersion),
    isServiceSpecific: model.isServiceSpecific,
    createdAtMs: model.created.getTime(),
    lastUpdatedAtMs: model.lastUpdated.getTime(),
    purposes: idSetOf(model.purposeConsents),
    purposeOneNotAsked: model.purposeOneTreatment,
    vendors: idSetOf(model.vendorConsents),
    disclosedVendors: hasDisclosedVendors ? idSetOf(model.vendorsDisclosed) : null,
    interests: idSetOf(model.purposeLegitimateInterests),
    interestVendors: idSetOf(model.vendorLegitimateInterests),
    restrictions: restrictionsOf(model, consentRequired),
    interestRestrictions: restrictionsOf(model, interestRequired),
  }
}

/** 0 forbids, 1 asks for consent, 2 allows legitimate interest only. */
const consentRequired = 1
const interestRequired = 2

function restrictionsOf({ publisherRestrictions }: TCModel, allowed: number): TcfConsent['restrictions'] {
  return publisherRestrictions
    .getRestrictions()
    .filter(({ restrictionType }) => restrictionType !== allowed)
    .map((restriction) => ({
      purpose: restriction.purposeId ?? 0,
      vendors: idSetOfList(publisherRestrictions.getVendors(restriction)),
    }))
}
