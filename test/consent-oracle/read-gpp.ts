import { GppModel } from '@iabgpp/cmpapi'
import type { Signals } from '../../core/signals.ts'
import { ads, type Cell, type Circumstances, denyAll, gpcCells, usPurposes } from './cells.ts'
import { gppStateSections } from './table.ts'

/** Opt-outs: 1 = opted out. Consents: 1 = no consent (case 24). Everything else says nothing. */
const consents = [
  'SensitiveDataProcessing',
  'KnownChildSensitiveDataConsents',
  'PersonalDataConsents',
  'AdditionalDataProcessingConsent',
]
/** Case 36. */
const sensitive = ['SensitiveDataProcessing', 'KnownChildSensitiveDataConsents']

type Sections = Map<number, Record<string, unknown>>

export function gppCells(gpp: NonNullable<Signals['gpp']>, at: Circumstances): Cell[] {
  if (gpp === 'invalid') return denyAll(usPurposes)
  const sections = sectionsOf(gpp.text)
  const said = applicable(sections, gpp.sid, at).flatMap((id) => cellsOf(sections.get(id) ?? {}))
  const isGpc = [...sections.values()].some((fields) => fields.Gpc === true)
  return isGpc ? [...said, ...gpcCells(at)] : said
}

export function gppIsSensitive(gpp: NonNullable<Signals['gpp']>, at: Pick<Circumstances, 'country' | 'region'>) {
  if (gpp === 'invalid') return false
  const sections = sectionsOf(gpp.text)
  return applicable(sections, gpp.sid, at).some((id) => sensitive.some((field) => has(sections.get(id) ?? {}, field)))
}

function sectionsOf(text: string): Sections {
  const model = new GppModel(text)
  const ids = model.getSectionIds().filter((id) => id !== 2)
  return new Map(ids.map((id) => [id, model.getSection(nameOf(id)) as Record<string, unknown>]))
}

function nameOf(id: number): string {
  return id === 7 ? 'usnat' : `us${(gppStateSections[id] ?? '').toLowerCase()}`
}

/** Case 23. */
function applicable(
  sections: Sections,
  sid: readonly number[],
  { country, region }: Pick<Circumstances, 'country' | 'region'>,
): number[] {
  const ids = [...sections.keys()]
  const named = ids.filter((id) => sid.includes(id))
  const pool = named.length > 0 ? named : ids
  const ofState = ids.filter((id) => country === 'US' && region !== null && gppStateSections[id] === region)
  return ofState.some((id) => pool.includes(id)) ? ofState : [...pool, ...ofState]
}

function cellsOf(fields: Record<string, unknown>): Cell[] {
  const cells: Cell[] = []
  if (has(fields, 'SaleOptOut') || has(fields, 'SharingOptOut')) {
    cells.push({ purpose: 'sale_or_sharing', says: 'denied', optOut: true })
  }
  if (has(fields, 'TargetedAdvertisingOptOut')) cells.push(...denyAll(ads).map((cell) => ({ ...cell, optOut: true })))
  if (consents.some((field) => has(fields, field))) cells.push(...denyAll(ads))
  return cells
}

function has(fields: Record<string, unknown>, field: string): boolean {
  return [fields[field]].flat().includes(1)
}
