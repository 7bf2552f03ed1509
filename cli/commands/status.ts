import type { Command } from 'commander'
import { currentSnapshot } from '../../control/snapshot-verb.ts'
import { listKeys } from '../../control/verbs/list-keys.ts'
import type { DestinationConfig, Region } from '../../core/config.ts'
import type { EgressStop, QueueStatus } from '../../supabase/queries/ports.ts'
import { table } from '../demo/table.ts'
import { type Io, show } from '../io.ts'
import { type Desk, withControl } from '../with-control.ts'

interface Options {
  json?: boolean
}

export function registerStatus(program: Command, io: Io): void {
  program
    .command('status')
    .description('workspaces and what waits for each destination')
    .option('--json')
    .action((options: Options) => status(io, options))
}

interface WorkspaceStatus {
  workspaceId: string
  slug: string
  region: Region
  version: number
  policyAdopted: boolean
  /** Older than 90 days. */
  keysToRotate: number
  egressStopped: EgressStop[]
  /** Null = this process has no connection to the region. */
  destinations: DestinationStatus[] | null
}

interface DestinationStatus extends Omit<QueueStatus, 'workspaceId'> {
  slug: string
  type: string
  enabled: boolean
}

async function status(io: Io, options: Options): Promise<void> {
  const workspaces = await withControl(io, async (desk) => {
    const known = await desk.control.store.workspaces()
    return Promise.all(known.map(({ workspaceId }) => workspaceStatus(desk, workspaceId)))
  })
  show(io, options, { value: workspaces, lines: () => workspaces.flatMap((one) => linesOf(one, io.now())) })
}

async function workspaceStatus(desk: Desk, workspaceId: string): Promise<WorkspaceStatus> {
  const snapshot = await currentSnapshot(desk.control, workspaceId)
  const { slug, region, version, policy, destinations } = snapshot
  const keys = await listKeys(desk.control, workspaceId)
  const reader = desk.reader(region)
  const queues = await reader?.queues(workspaceId)
  const stops = await reader?.stops(workspaceId)
  return {
    ...{ workspaceId, slug, region, version },
    policyAdopted: policy.adoptedBy !== null,
    keysToRotate: keys.filter((key) => key.rotate).length,
    egressStopped: stops?.egress ?? [],
    destinations: queues === undefined ? null : destinations.map((one) => destinationStatus(one, queues)),
  }
}

function destinationStatus({ id, slug, type, enabled }: DestinationConfig, queues: QueueStatus[]): DestinationStatus {
  const { workspaceId: _, ...queue } = queues.find((one) => one.destinationId === id) ?? emptyQueue
  return { ...queue, destinationId: id, slug, type, enabled }
}

const emptyQueue: QueueStatus = {
  destinationId: '',
  workspaceId: '',
  state: 'runnable',
  reason: null,
  since: null,
  queued: 0,
  leased: 0,
  held: 0,
  oldestQueuedAt: null,
  expiringSoon: 0,
}

function linesOf(workspace: WorkspaceStatus, now: Date): string[] {
  const { slug, region, version, policyAdopted, keysToRotate, egressStopped, destinations } = workspace
  const header = ['', 'type', 'state', 'queued', 'in flight', 'held', 'oldest waits']
  return [
    `${slug} (${region}), version ${version}`,
    ...(policyAdopted ? [] : ['  no policy is adopted: nothing that needs consent is sent']),
    ...egressStopped.map(({ scope, reason, since }) => `  egress is stopped (${scope}, ${reason}) since ${since}`),
    ...(keysToRotate === 0 ? [] : [`  keys older than 90 days: ${keysToRotate}`]),
    ...(destinations === null
      ? ['  its region is not served here']
      : [
          table(
            header,
            destinations.map((one) => rowOf(one, now)),
          ),
        ]),
    '',
  ]
}

function rowOf(destination: DestinationStatus, now: Date): string[] {
  const { slug, type, enabled, state, reason, queued, leased, held, oldestQueuedAt, expiringSoon } = destination
  const shownState = [enabled ? state : 'disabled', reason && `(${reason})`].filter(Boolean).join(' ')
  const ends = expiringSoon === 0 ? '' : `, ${expiringSoon} end by age within 24 h`
  const waits = oldestQueuedAt === null ? '' : `${Math.round((now.getTime() - Date.parse(oldestQueuedAt)) / 1000)} s`
  return [slug, type, shownState, String(queued), String(leased), String(held), `${waits}${ends}`]
}
