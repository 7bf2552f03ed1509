import type { Snapshot } from '../../core/config.ts'
import type { DestinationFacts } from '../../core/destination-facts.ts'
import { basisOf } from '../../core/explain/sentences.ts'
import { summaryOf } from '../../core/explain/summary.ts'
import type { Purpose } from '../../core/purpose.ts'
import type { Signals } from '../../core/signals.ts'
import type { EventView } from '../../supabase/queries/ports.ts'
import { presentEvent } from '../event-view.ts'
import { titleOf } from '../explain-event.ts'
import type { IngestDeps } from '../ports.ts'

/** Whom an event could have gone to, as configured when that was decided. */
export interface Recipient {
  destinationId: string
  title: string
  slug: string | null
  processesIn: DestinationFacts['processesIn'] | null
  /** All of them had to be granted. */
  purposes: Purpose[]
}

/** What became of one event at one recipient. */
export interface Outcome {
  eventId: string
  event: string
  /** ISO; of a refused event the day alone is kept. */
  occurredAt: string
  recipient: Recipient
  run: number
  state: string
  mode: 'full' | 'limited'
  reason: string
  /** In a plain sentence. */
  why: string
  /** What allowed it, as the decision before the send found it; null = refused, or not to be made again. */
  basis: string | null
  /** Sent, refused or, while it waits, decided. */
  at: string
  policyVersion: number
}

export interface ReportDeps {
  deps: Pick<IngestDeps, 'facts' | 'snapshots'>
  snapshot: Snapshot
}

type Shown = Awaited<ReturnType<typeof presentEvent>>['destinations'][number]

export async function outcomesOf(reading: ReportDeps, view: EventView): Promise<Outcome[]> {
  const { destinations } = await presentEvent(reading.deps, reading.snapshot, view)
  const outcomes = await Promise.all(
    destinations.map(async (destination) => {
      const version = destination.decisions.at(-1)?.configVersion ?? view.configVersion
      const recipient = await recipientOf(reading, destination.destinationId, version)
      return destination.runs.map((run) => outcomeOf(view, { destination, recipient, run }))
    }),
  )
  return outcomes.flat()
}

interface OneRun {
  destination: Shown
  recipient: Recipient
  run: Shown['runs'][number]
}

function outcomeOf(view: EventView, { destination, recipient, run }: OneRun): Outcome {
  const decision = destination.decisions.filter((one) => one.run === run.run).at(-1)
  const isLast = destination.runs.at(-1)?.run === run.run
  const { state, reason } = run
  return {
    eventId: view.eventId,
    event: view.name ?? view.type,
    occurredAt: view.reduced ? view.occurredAt.slice(0, 10) : view.occurredAt,
    recipient,
    run: run.run,
    state,
    mode: decision?.mode ?? 'full',
    reason,
    why: isLast
      ? destination.summary
      : summaryOf({ title: recipient.title, state, reason, since: decision?.decidedAt ?? null }, null),
    basis: state === 'delivered' ? basisOf(decision?.trace ?? [], view.signals as Signals[]) : null,
    at: sentAt(destination, run) ?? run.finishedAt ?? decision?.decidedAt ?? view.receivedAt,
    policyVersion: decision?.policyVersion ?? view.policyVersion,
  }
}

/** When the request that the vendor took was begun. */
function sentAt({ attempts }: Shown, { run, state }: OneRun['run']): string | null {
  if (state !== 'delivered') return null
  return attempts.findLast((one) => one.run === run && one.outcome === 'delivered')?.startedAt ?? null
}

async function recipientOf({ deps, snapshot }: ReportDeps, destinationId: string, version: number): Promise<Recipient> {
  const past = await deps.snapshots.version(snapshot.workspaceId, version)
  const configured = (past ?? snapshot).destinations.find(({ id }) => id === destinationId)
  const facts = configured === undefined ? undefined : deps.facts(configured)?.facts
  return {
    destinationId,
    title: titleOf(deps, configured),
    slug: configured?.slug ?? null,
    processesIn: facts?.processesIn ?? null,
    purposes: [...new Set([...(facts?.purposes ?? []), ...(configured?.purposes ?? [])])],
  }
}
