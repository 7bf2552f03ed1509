import { isJsonObject } from '../json.ts'
import type { GppConsent, Signals } from '../signals.ts'
import { sayGpc } from './gpc.ts'
import { decodeGpp, type GppSection, stateSectionIds, usPurposes } from './gpp-sections.ts'
import { onlyText } from './only-text.ts'
import { type ConsentWarning, defineSignal, type Said, type SignalContext } from './signal.ts'

type Gpp = NonNullable<Signals['gpp']>

const textKeys = ['gppString', 'gpp_string'] as const
const sidKeys = ['gpp_sid', 'gppSid', 'gppApplicableSections', 'applicableSections'] as const
export const gppKeys = ['gpp', ...textKeys, ...sidKeys] as const

const textLengthMax = 8_000
const sidMax = 30
/** Header (type 3, version 1) and sections: no address and no number of a person looks like it. */
const form = /^DB[A-Za-z0-9_-]*(~[A-Za-z0-9_.-]*|~1[YN-]{3})*$/

/** Text and `gpp_sid`, kept as sent; the text is bounded and decoded by each decision. */
export function captureGpp(context: Record<string, unknown>): Gpp | undefined {
  const { gpp } = context
  const inside = isJsonObject(gpp) ? gpp : {}
  const beside = isJsonObject(gpp) ? undefined : gpp
  const text = onlyText([
    beside,
    ...['string', ...textKeys].map((key) => own(inside, key)),
    ...textKeys.map((key) => context[key]),
  ])
  if (text === undefined) return undefined
  if (text === null || text.length > textLengthMax || !form.test(text)) return 'invalid'
  return { text, sid: captureSid(['sid', ...sidKeys].map((key) => own(inside, key) ?? context[key])) }
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** A list, a number, or text with `,`, `_` or `|` between numbers. What cannot be read is unknown: the strictest section counts. */
function captureSid(found: readonly unknown[]): number[] {
  const [sent] = found.filter((value) => value !== undefined && value !== null && value !== '')
  const parts = typeof sent === 'string' ? sent.split(/[,_|]/) : [sent].flat()
  const ids = parts.map((part) => (typeof part === 'string' ? Number(part.trim() || Number.NaN) : part))
  return ids.length <= sidMax && ids.every(isSectionId) ? [...new Set<number>(ids)].sort((a, b) => a - b) : []
}

function isSectionId(id: unknown): id is number {
  return typeof id === 'number' && Number.isInteger(id) && id >= -1 && id <= 100
}

/** Its row of consent.md 5.5: refusals only. "Did not opt out" and "consents to sensitive data" are no grant of a purpose. */
export const gppSignal = defineSignal<Gpp>({
  name: 'gpp',
  read: ({ gpp }) => gpp,
  validity: [{ reason: 'invalid_signal', broken: (gpp) => sectionsOf(gpp) === null }],
  speaksOf: usPurposes,
  chosenAt: () => null,
  say: (gpp, context) => say(sectionsOf(gpp) ?? [], { sid: gpp === 'invalid' ? [] : gpp.sid, context }),
  warn,
})

function sectionsOf(gpp: Gpp): readonly GppSection[] | null {
  return isJsonObject(gpp) && typeof gpp.text === 'string' ? decodeGpp(gpp.text) : null
}

/** Case 36: a known child, or sensitive data, that somebody did not consent to. */
export function gppIsSensitive(gpp: Gpp, place: Pick<SignalContext['jurisdiction'], 'country' | 'region'>): boolean {
  const sections = sectionsOf(gpp) ?? []
  return applicable(sections, gpp === 'invalid' ? [] : gpp.sid, place).some(({ isSensitive }) => isSensitive)
}

/** GPC is the browser's and not a section's: it counts wherever it was written down (case 25). */
function say(
  sections: readonly GppSection[],
  { sid, context }: { sid: GppConsent['sid']; context: SignalContext },
): Said[] {
  const refusals = applicable(sections, sid, context.jurisdiction).flatMap((section) => section.refusals)
  const said = refusals.map(({ purpose, reason }): Said => ({ purpose, value: 'denied', reason }))
  return sections.some(({ gpc }) => gpc) ? [...said, ...sayGpc(context, 'gpp_gpc')] : said
}

/**
 * Case 23: the section of the person's state; else the most restrictive of those that `gpp_sid` names; else of all. A
 * `gpp_sid` that leaves nothing is not believed: it came beside a refusal and would silence it.
 */
function applicable(
  sections: readonly GppSection[],
  sid: GppConsent['sid'],
  { country, region }: SignalContext['jurisdiction'],
): readonly GppSection[] {
  const stateId = country === 'US' && region !== null ? stateSectionIds[region] : undefined
  const ofState = sections.filter(({ id }) => id === stateId)
  const named = sections.filter(({ id }) => sid.includes(id))
  const possible = named.length === 0 ? sections : named
  return possible.some(({ id }) => id === stateId) ? ofState : [...possible, ...ofState]
}

function warn(gpp: Gpp): ConsentWarning[] {
  const sections = sectionsOf(gpp)
  const isReadable =
    sections?.every(({ refusals }) => refusals.every(({ reason }) => reason !== 'invalid_signal')) === true
  if (isReadable) return []
  return [{ code: 'invalid_consent', path: 'context.gpp', message: 'is no GPP string we can read: taken as a refusal' }]
}
