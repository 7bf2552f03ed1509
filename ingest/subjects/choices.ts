import { readTcString } from '../../core/consent/tcf/decode.ts'
import { dayText, titleOf } from '../../core/explain/consent-clauses.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import type { Signals } from '../../core/signals.ts'
import type { SubjectRef } from '../../core/subject-keys.ts'
import type { ConsentRecordView, EventView } from '../../supabase/queries/ports.ts'

/** One line of what a person chose, or of what their device showed. */
export interface ShownChoice {
  recordId: string
  /** `chosen`: by the person, dated. `observed`: the state their device showed. */
  kind: ConsentRecordView['kind']
  chosenAt: string
  recordedAt: string
  purposes: Partial<Record<Purpose, 'granted' | 'denied'>>
  /** In words: the signal, or how it was told. */
  toldBy: string
  reason: string
  source: string
  /** What they were shown, as far as it was told: `noticeVersion`, `TCF policy` … */
  notice: Record<string, string>
  /** The workspace's policy when it arrived; null = it came with no event that is kept. */
  policyVersion: number | null
  /** Refused under another identifier of the same person; it binds here, too. */
  overLink: boolean
}

/** Oldest first. Of linked identifiers only what binds: a household shares an address, and nobody reads another's grants. */
export function shownChoices(
  asked: readonly SubjectRef[],
  records: readonly ConsentRecordView[],
  views: ReadonlyMap<string, EventView>,
): ShownChoice[] {
  return records.flatMap((record) => {
    const overLink = record.subjects.every(({ key }) => !asked.some((one) => one.key === key))
    const purposes = overLink ? bindingOf(record) : record.purposes
    if (Object.keys(purposes).length === 0) return []
    const view = record.eventId === null ? undefined : views.get(record.eventId)
    const signals = (view?.signals ?? []) as Signals[]
    const { recordId, kind, chosenAt, recordedAt, reason, source } = record
    return [
      {
        ...{ recordId, kind, chosenAt, recordedAt, purposes, reason, source, overLink },
        toldBy: wordsOf(reason, signals),
        notice: { ...noticeIn(record.proof), ...(/\btcf\b/.test(reason) ? tcfNotice(signals) : {}) },
        policyVersion: view?.policyVersion ?? null,
      },
    ]
  })
}

function bindingOf({ kind, purposes }: ConsentRecordView): ShownChoice['purposes'] {
  if (kind !== 'chosen') return {}
  return Object.fromEntries(Object.entries(purposes).filter(([, value]) => value === 'denied'))
}

const ways: Record<string, string> = {
  told: 'the shop, by its consent call',
  withdraw_all: 'the shop, as a withdrawal of everything',
  gpc: 'the browser’s Global Privacy Control',
  preference_updated: 'a change of preferences that the shop reported',
}

function wordsOf(reason: string, signals: readonly Signals[]): string {
  if (Object.hasOwn(ways, reason)) return ways[reason] as string
  return reason
    .split('+')
    .map((signal) => titleOf(signal, signals))
    .join(' and ')
}

const noticeNames = /version|notice|policy|banner|wording|form|language|locale|method/i
const noticeLengthMax = 200

/** Of a proof only what tells of the notice; the rest stays in the ledger. */
function noticeIn(proof: JsonObject | null): Record<string, string> {
  const told = Object.entries(proof ?? {}).filter(
    ([name, value]) => noticeNames.test(name) && (typeof value === 'string' || typeof value === 'number'),
  )
  return Object.fromEntries(told.map(([name, value]) => [name, String(value).slice(0, noticeLengthMax)]))
}

function tcfNotice(signals: readonly Signals[]): Record<string, string> {
  const [reading] = signals.flatMap(({ tcf }) => (tcf?.strings ?? []).map(readTcString))
  if (reading === undefined || 'problem' in reading) return {}
  return { 'TCF policy': String(reading.policyVersion), 'TCF string of': dayText(reading.lastUpdatedAtMs) }
}
