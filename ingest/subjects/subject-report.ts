import type { Policy } from '../../core/config.ts'
import type { WorkspaceKeys } from '../../core/keyring.ts'
import { type Purpose, purposes } from '../../core/purpose.ts'
import { cut } from '../../core/receipts/merkle.ts'
import { type ProvenReceipt, proveReceipts } from '../../core/receipts/prove.ts'
import { erasureReason, type Tombstone, textOfTombstone } from '../../core/receipts/seal.ts'
import type { ReceiptVerifier } from '../../core/receipts/signer.ts'
import { keysIn, type SubjectRef } from '../../core/subject-keys.ts'
import { findSubjectEvents } from '../../supabase/queries/find-subject-events.ts'
import type { EventView } from '../../supabase/queries/ports.ts'
import type { SubjectRequestView } from '../../supabase/queries/subject-ports.ts'
import { subjectHistory } from '../subject-history.ts'
import { type ShownChoice, shownChoices } from './choices.ts'
import { type Outcome, outcomesOf, type ReportDeps } from './outcomes.ts'
import type { ServedRegion } from './served-region.ts'

/** All that is kept of what one person was asked, chose, and what followed. No identifier of theirs is in it. */
export interface SubjectReport {
  madeAt: string
  requestId: string
  askedBy: string
  workspace: { name: string; region: string }
  person: {
    /** How they were named, each with its keyed hash: useless outside of this workspace. */
    knownBy: SubjectRef[]
    suppressed: boolean
    /** Further identifiers of theirs that are known of; what hangs on those alone is shown when they are named. */
    furtherIdentifiers: number
  }
  /** Each purpose with who needs it, as configured now. */
  asked: { purpose: Purpose; neededBy: string[] }[]
  policies: Pick<Policy, 'version' | 'adoptedAt' | 'adoptedBy'>[]
  choices: ShownChoice[]
  inForce: { purpose: Purpose; value: 'granted' | 'denied' | 'unset'; since: string | null; kind: string | null }[]
  sends: Outcome[]
  refusals: Outcome[]
  waiting: Outcome[]
  /** Pairs of event and recipient that no route or type ever joined: nothing was to be sent. */
  notRouted: number
  receipts: {
    keyId: string
    publicKey: string
    counts: Record<ProvenReceipt['state'], number>
    decisions: (ProvenReceipt & { recipient: string })[]
    removed: { byAgeDays: number; byAgeUntil: string | null; onRequest: { at: string; decisions: number }[] }
  }
  /** Earlier requests about this person. */
  requests: SubjectRequestView[]
}

export interface ReportQuestion extends ReportDeps {
  stores: ServedRegion
  keys: WorkspaceKeys
  verifier: ReceiptVerifier
  asked: SubjectRef[]
  request: { requestId: string; askedBy: string; at: string }
}

export async function subjectReport(question: ReportQuestion): Promise<SubjectReport> {
  const { snapshot, stores, keys, asked, request } = question
  const { workspaceId } = snapshot
  const subjectKeys = keysIn(asked)
  const eventIds = await findSubjectEvents(stores.subjects, { workspaceId, keys, subjectKeys })
  const views = await inPages(eventIds, (ids) => stores.subjects.events(workspaceId, ids))
  const records = await stores.reader.consentRecords(workspaceId, subjectKeys, request.at)
  const facts = await stores.ingest.subjectFacts(workspaceId, subjectKeys)
  const outcomes = (await Promise.all(views.map((view) => outcomesOf(question, view)))).flat().sort(byTime)
  const requests = await stores.subjects.requests(workspaceId, subjectKeys)
  return {
    madeAt: request.at,
    requestId: request.requestId,
    askedBy: request.askedBy,
    workspace: { name: snapshot.name, region: snapshot.region },
    person: {
      knownBy: asked,
      suppressed: facts.some(({ suppressed }) => suppressed),
      furtherIdentifiers: new Set(
        facts.flatMap(({ linked = [] }) => linked).filter((key) => !subjectKeys.includes(key)),
      ).size,
    },
    asked: whoNeeds(question),
    policies: await policiesOf(question, views),
    choices: shownChoices(asked, records, new Map(views.map((view) => [view.eventId, view]))),
    inForce: inForceOf(subjectHistory(asked, records)),
    sends: outcomes.filter(({ state }) => state === 'delivered'),
    refusals: outcomes.filter(({ state }) => state !== 'delivered' && !waitingStates.includes(state)),
    waiting: outcomes.filter(({ state }) => waitingStates.includes(state)),
    notRouted: views.reduce((sum, { filtered }) => sum + filtered.length, 0),
    receipts: await receiptsOf(question, { eventIds, outcomes, requests }),
    requests: requests.filter(({ requestId }) => requestId !== request.requestId),
  }
}

const waitingStates = ['queued', 'leased', 'held']
const eventsAtOnce = 200

async function inPages<Row>(ids: string[], read: (ids: string[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let at = 0; at < ids.length; at += eventsAtOnce) rows.push(...(await read(ids.slice(at, at + eventsAtOnce))))
  return rows
}

function byTime(a: Outcome, b: Outcome): number {
  return a.at < b.at ? -1 : 1
}

function whoNeeds({ deps, snapshot }: ReportQuestion): SubjectReport['asked'] {
  const recipients = snapshot.destinations.flatMap((destination) => {
    const known = destination.enabled ? deps.facts(destination) : null
    return known === null ? [] : [{ title: known.title, needs: [...known.facts.purposes, ...destination.purposes] }]
  })
  return purposes.map((purpose) => ({
    purpose,
    neededBy: recipients.filter(({ needs }) => needs.includes(purpose)).map(({ title }) => title),
  }))
}

/** Every policy that decided something here. */
async function policiesOf({ deps, snapshot }: ReportQuestion, views: EventView[]): Promise<SubjectReport['policies']> {
  const versions = views.flatMap(({ configVersion, decisions }) => [
    configVersion,
    ...decisions.map((decision) => decision.configVersion),
  ])
  const past = await Promise.all(
    [...new Set(versions)].map((version) => deps.snapshots.version(snapshot.workspaceId, version)),
  )
  const policies = past.flatMap((one) => (one === null ? [] : [one.policy]))
  const byVersion = new Map(policies.map((policy) => [policy.version, policy]))
  return [...byVersion.values()]
    .sort((a, b) => a.version - b.version)
    .map(({ version, adoptedAt, adoptedBy }) => ({ version, adoptedAt, adoptedBy }))
}

type History = ReturnType<typeof subjectHistory>

/** A dated refusal stands until a dated choice; else what was said last. */
function inForceOf(history: History): SubjectReport['inForce'] {
  return purposes.map((purpose) => {
    const { chosen = null, observed = null } = history.purposes[purpose] ?? {}
    const isChosen =
      chosen !== null && (observed === null || chosen.value === 'denied' || chosen.chosenAt >= observed.chosenAt)
    const held = isChosen ? chosen : observed
    if (held === null) return { purpose, value: 'unset', since: null, kind: null }
    return { purpose, value: held.value, since: held.chosenAt, kind: isChosen ? 'chosen' : 'observed' }
  })
}

interface Found {
  eventIds: string[]
  outcomes: Outcome[]
  requests: SubjectRequestView[]
}

async function receiptsOf(question: ReportQuestion, found: Found): Promise<SubjectReport['receipts']> {
  const { stores, snapshot, verifier } = question
  const { workspaceId } = snapshot
  // Read first: what is written meanwhile is then rather called too young than broken.
  const sealedBelow = await stores.receipts.sealedBelow()
  const rows = await inPages(found.eventIds, (ids) => stores.subjects.receipts(workspaceId, ids))
  const seals = await stores.subjects.sealsOver(workspaceId, [...new Set(rows.map(({ written }) => written))])
  const titles = new Map(found.outcomes.map(({ recipient }) => [recipient.destinationId, recipient.title]))
  const decisions = proveReceipts(rows, { seals, sealedBelow, verifier }).map((one) => ({
    ...one,
    recipient: titles.get(one.destinationId) ?? 'A destination that is gone',
  }))
  const count = (state: ProvenReceipt['state']) => decisions.filter((one) => one.state === state).length
  return {
    keyId: verifier.keyId,
    publicKey: verifier.publicKey,
    counts: { proven: count('proven'), unsealed: count('unsealed'), broken: count('broken') },
    decisions,
    removed: removedIn(await stores.receipts.tombstones(workspaceId), found.requests, verifier),
  }
}

/** By signed tombstones alone: of a day that went by age, and of this person on request. */
function removedIn(
  stones: Tombstone[],
  requests: SubjectRequestView[],
  verifier: ReceiptVerifier,
): SubjectReport['receipts']['removed'] {
  const signed = stones.filter((stone) => verifier.verifies(textOfTombstone(stone), stone))
  const days = signed.flatMap(({ day }) => (day === null ? [] : [day])).sort()
  const ofThem = new Set(requests.map(({ requestId }) => erasureReason(requestId)))
  const onRequest = signed.filter(({ kind, reason }) => kind === 'erasure' && ofThem.has(reason))
  return {
    byAgeDays: days.length,
    byAgeUntil: days.at(-1) ?? null,
    onRequest: onRequest.map(({ buriedAt, leaves }) => ({ at: buriedAt, decisions: cut(leaves ?? '').length })),
  }
}
