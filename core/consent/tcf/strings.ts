import type { Signals } from '../../signals.ts'
import { gppTexts } from '../gpp-sections.ts'

export interface TcfString {
  text: string
  /**
   * `no`: `gdprApplies` says no, and it is of no force (case 29). `not_named`: it lies in a GPP string whose `gpp_sid`
   * names other sections; where the law asks first it still refuses, as a state's section does for its people (case 23).
   */
  inForce: 'yes' | 'no' | 'not_named'
}

/** TCF, version 2, for the EU. */
const tcfSectionId = 2

/** Usually one; each has its say. Not stated whether it applies = it does. */
export function tcStringsOf({ tcf, gpp }: Pick<Signals, 'tcf' | 'gpp'>): TcfString[] {
  const beside = (tcf?.strings ?? []).map(
    (text): TcfString => ({ text, inForce: tcf?.gdprApplies === false ? 'no' : 'yes' }),
  )
  return [...beside, ...inGpp(gpp)]
}

/** A `gpp_sid` that leaves nothing is not believed: it came beside a refusal and would silence it. */
function inGpp(gpp: Signals['gpp']): TcfString[] {
  if (gpp === undefined || gpp === 'invalid') return []
  const texts = gppTexts(gpp.text)
  const text = texts?.get(tcfSectionId)
  if (texts === null || text === undefined) return []
  const namesSome = gpp.sid.some((id) => texts.has(id))
  return [{ text, inForce: namesSome && !gpp.sid.includes(tcfSectionId) ? 'not_named' : 'yes' }]
}
