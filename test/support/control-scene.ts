import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Actor } from '../../control/authorise.ts'
import type { Control } from '../../control/control.ts'
import { createWorkspace } from '../../control/verbs/create-workspace.ts'
import type { Snapshot } from '../../core/config.ts'
import { masterKeyFrom } from '../../core/keyring.ts'
import { connectControl, connectRegion } from '../../supabase/queries/connect.ts'
import type { ControlStore, QueueStatus, Stops } from '../../supabase/queries/ports.ts'
import { controlCatalogue } from './control-catalogue.ts'
import { dumpOf } from './dump.ts'
import { createDatabase, type TestDatabase } from './postgres.ts'

export interface ControlScene {
  /** An admin at the keyboard on 20 November 2026. */
  control: Control
  as(actor: Partial<Actor>): Control
  at(time: string): Control
  workspace(overrides?: Record<string, unknown>): Promise<string>
  snapshot(workspaceId: string): Promise<Snapshot>
  /** Newest first. */
  audit(workspaceId: string): ReturnType<ControlStore['auditTrail']>
  queue(workspaceId: string, destinationId: string): Promise<QueueStatus | undefined>
  stops(workspaceId: string): Promise<Stops>
  controlDatabase: TestDatabase
  regionDatabase: TestDatabase
  /** Every row of both databases. */
  dump(): Promise<string>
  close(): Promise<void>
}

export const adminAtKeyboard: Actor = { kind: 'cli', id: 'tester', role: 'admin' }

/** Control over real databases: one for control, one for both regions. Call `close` in afterAll. */
export async function controlScene(): Promise<ControlScene> {
  const [controlDatabase, regionDatabase] = await Promise.all([createDatabase(), createDatabase()])
  const store = connectControl(controlDatabase.url)
  const region = connectRegion(regionDatabase.url)
  const control: Control = {
    actor: adminAtKeyboard,
    store,
    region: () => region.admin,
    master: masterKeyFrom(new Uint8Array(32).fill(3)),
    catalogue: controlCatalogue(),
    now: () => new Date('2026-11-20T10:00:00.000Z'),
    newId: randomUUID,
  }
  return {
    control,
    as: (actor) => ({ ...control, actor: { ...adminAtKeyboard, ...actor } }),
    at: (time) => ({ ...control, now: () => new Date(time) }),
    workspace: (overrides) => aWorkspace(control, overrides),
    snapshot: async (workspaceId) => (await store.snapshot(workspaceId))!,
    audit: (workspaceId) => store.auditTrail(workspaceId, 100),
    queue: async (workspaceId, destinationId) =>
      (await region.reader.queues(workspaceId)).find((queue) => queue.destinationId === destinationId),
    stops: (workspaceId) => region.reader.stops(workspaceId),
    controlDatabase,
    regionDatabase,
    dump: async () => `${await dumpOf(controlDatabase.sql)}\n${await dumpOf(regionDatabase.sql)}`,
    close: async () => {
      await Promise.all([store.close(), region.close()])
      await Promise.all([controlDatabase.drop(), regionDatabase.drop()])
    },
  }
}

/** A second installation for one test; gone with it. */
export async function aControlScene(): Promise<ControlScene> {
  const scene = await controlScene()
  onTestFinished(() => scene.close())
  return scene
}

async function aWorkspace(control: Control, overrides: Record<string, unknown> = {}): Promise<string> {
  const input = { slug: `w-${randomUUID().slice(0, 8)}`, name: 'Shop', region: 'eu-central-1', ...overrides }
  return (await createWorkspace(control, input)).id
}
