import { GppModel } from '@iabgpp/cmpapi'
import { type TCModel, TCString } from '@iabtechlabtcf/core'
import type { Purpose } from '../../core/purpose.ts'
import type { GppConsent, Signals } from '../../core/signals.ts'
import { type Cell, type Circumstances, denyAll } from './cells.ts'
import { table } from './table.ts'

const purposes = Object.keys(table.tcf) as (keyof typeof table.tcf)[]

export function tcfCells({ tcf, gpp }: Signals, at: Circumstances): Cell[] {
  const inGpp = gpp === undefined || gpp === 'invalid' ? null : tcStringInGpp(gpp)
  const beside = tcf === undefined || tcf.gdprApplies === false ? [] : tcf.strings
  if (inGpp === null) return cellsOfStrings(beside, at)
  if (!inGpp.isSilenced) return cellsOfStrings([...beside, inGpp.text], at)
  // Case 23 by likeness: of what gpp_sid leaves out only the section of the person's own place has a say, and no grant.
  const refusals = at.optIn ? cellsOfStrings([inGpp.text], at).filter(({ says }) => says === 'denied') : []
  return [...cellsOfStrings(beside, at), ...refusals]
}

function tcStringInGpp({ text, sid }: GppConsent): { text: string; isSilenced: boolean } | null {
  const ids = new GppModel(text).getSectionIds()
  const at = ids.indexOf(2)
  if (at === -1) return null
  return { text: text.split('~')[at + 1] ?? '', isSilenced: !sid.includes(2) && ids.some((id) => sid.includes(id)) }
}

function cellsOfStrings(texts: readonly string[], at: Circumstances): Cell[] {
  if (texts.length === 0) return []
  const models = texts.map((text) => modelOf(text, at.receivedAt))
  if (models.includes(null)) return denyAll(purposes)
  const days = (models as TCModel[]).map(({ created, lastUpdated }) => Math.min(dayOf(created), dayOf(lastUpdated)))
  const chosenAt = new Date(Math.min(...days)).toISOString()
  return (models as TCModel[]).flatMap((model) =>
    purposes.flatMap((purpose) => {
      const says = verdictOf(model, purpose, at)
      return says === null ? [] : [{ purpose, says, chosenAt }]
    }),
  )
}

/** Null: case 27. */
function modelOf(text: string, receivedAt: string): TCModel | null {
  let model: TCModel
  try {
    model = TCString.decode(text)
  } catch {
    return null
  }
  const now = Date.parse(receivedAt)
  const days = [dayOf(model.created), dayOf(model.lastUpdated)]
  const expiry = new Date(Math.min(...days))
  const dayOfMonth = expiry.getUTCDate()
  expiry.setUTCMonth(expiry.getUTCMonth() + 13)
  if (expiry.getUTCDate() !== dayOfMonth) expiry.setUTCDate(0)
  const isDisclosed = text
    .split('.')
    .slice(1)
    .some((segment) => 'IJKLMNOP'.includes(segment.charAt(0)))
  const holds =
    Number(model.version) === 2 &&
    Number(model.cmpId) >= 2 &&
    Number(model.policyVersion) >= 4 &&
    model.isServiceSpecific &&
    isDisclosed &&
    Math.max(...days) <= now &&
    now < expiry.getTime() + 86_400_000
  return holds ? model : null
}

function dayOf(date: Date): number {
  return Date.parse(`${date.toISOString().slice(0, 10)}T00:00:00.000Z`)
}

function verdictOf(model: TCModel, purpose: keyof typeof table.tcf, at: Circumstances): Cell['says'] | null {
  const vendor = at.recipient.iabVendorId
  const holds = (id: number) => {
    // Case 51: under a named policy a measured purpose may rest on the vendor's legitimate interest, never another one.
    const mayBeInterest = at.hasInterest && purpose === 'analytics' && (id === 8 || id === 9)
    return byConsent(model, id, vendor) || (mayBeInterest && byInterest(model, id, vendor))
  }
  if (!neededOf(purpose, at).every(holds)) return 'denied'
  return vendor === undefined ? null : 'granted'
}

function byConsent(model: TCModel, id: number, vendor: number | undefined): boolean {
  const isGiven = model.purposeConsents.has(id) || (id === 1 && model.purposeOneTreatment)
  if (!isGiven || vendor === undefined) return isGiven
  return (
    model.vendorsDisclosed.has(vendor) && model.vendorConsents.has(vendor) && !isForbidden(model, id, vendor, [0, 2])
  )
}

function byInterest(model: TCModel, id: number, vendor: number | undefined): boolean {
  const isTold = model.purposeLegitimateInterests.has(id)
  if (!isTold || vendor === undefined) return isTold
  const isVendorTold = model.vendorsDisclosed.has(vendor) && model.vendorLegitimateInterests.has(vendor)
  return isVendorTold && !isForbidden(model, id, vendor, [0, 1])
}

function isForbidden(model: TCModel, ...[id, vendor, types]: [id: number, vendor: number, types: number[]]): boolean {
  const restrictions = model.publisherRestrictions.getRestrictions(vendor)
  return restrictions.some((one) => one.purposeId === id && types.includes(one.restrictionType as number))
}

function neededOf(purpose: Purpose, { recipient }: Circumstances): number[] {
  const declared = recipient.tcfPurposes?.[purpose] ?? []
  const measured = [8, 9].filter((id) => !declared.some((one) => one === 8 || one === 9) || declared.includes(id))
  const cell = table.tcf[purpose as keyof typeof table.tcf].split(' & ')
  return [...new Set([...cell.flatMap((atom) => (atom === 'measured' ? measured : [Number(atom)])), ...declared])]
}
