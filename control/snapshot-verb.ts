import type { z } from 'zod'
import type { Snapshot } from '../core/config.ts'
import { UserError } from '../core/errors.ts'
import { canonicalJson, type JsonObject } from '../core/json.ts'
import type { AuditEntry } from '../supabase/queries/ports.ts'
import { actorName, authorise, type VerbName } from './authorise.ts'
import type { Control } from './control.ts'
import { GivenId } from './fields.ts'
import { maskSecrets } from './mask.ts'
import { parseInput } from './parse-input.ts'
import { validateSnapshot } from './validate-snapshot.ts'

/** What one verb made of the document, and the part of it that a person reads in the audit row. */
export interface Changed {
  snapshot: Snapshot
  /** `destination meta` */
  target: string
  id: string
  before: JsonObject | null
  after: JsonObject | null
}

export interface SnapshotVerbDefinition<Input> {
  action: VerbName
  input: z.ZodType<Input>
  /** Touches the document only: `apply` folds many of these into one version. */
  change(snapshot: Snapshot, input: Input, control: Control): Changed
  /** What must be told to the region; runs before the commit, so that a repeat finds the difference still there. */
  beforeCommit?(snapshot: Snapshot, control: Control): Promise<void>
  /** What the region can only do when nobody reads the old document any more. */
  afterCommit?(control: Control, before: Snapshot, after: Snapshot): Promise<void>
}

export interface Saved {
  id: string
  version: number
  changed: boolean
}

export interface SnapshotVerb<Input> extends SnapshotVerbDefinition<Input> {
  (control: Control, workspaceId: string, input: unknown): Promise<Saved>
}

/** authorise → parse → change → validate → one version with one audit row. Nothing changed: no version. */
export function snapshotVerb<Input>(definition: SnapshotVerbDefinition<Input>): SnapshotVerb<Input> {
  const run = async (control: Control, workspaceId: string, rawInput: unknown): Promise<Saved> => {
    const id = parseInput(GivenId, workspaceId)
    authorise(control.actor, definition.action, id)
    const input = parseInput(definition.input, rawInput)
    return retryOnConflict(() => changeOnce(control, id, { definition, input }))
  }
  return Object.assign(run, definition)
}

const conflicts = new Set(['version_conflict', 'slug_taken'])

/** Somebody else committed between our read and our write: read again, once. */
export async function retryOnConflict<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof UserError && conflicts.has(error.code)) return attempt()
    throw error
  }
}

export async function currentSnapshot(control: Control, workspaceId: string): Promise<Snapshot> {
  const snapshot = await control.store.snapshot(workspaceId)
  if (snapshot === null) throw new UserError('unknown_workspace', `there is no workspace ${workspaceId}`)
  return snapshot
}

/** Null = the document is what it was. */
export function auditOf(changed: Changed): Pick<AuditEntry, 'target' | 'before' | 'after'> | null {
  const { target, before, after } = changed
  if (canonicalJson(before) === canonicalJson(after)) return null
  return { target, before: before && maskSecrets(before), after: after && maskSecrets(after) }
}

async function changeOnce<Input>(
  control: Control,
  workspaceId: string,
  call: { definition: SnapshotVerbDefinition<Input>; input: Input },
): Promise<Saved> {
  const { definition, input } = call
  const current = await currentSnapshot(control, workspaceId)
  const changed = definition.change(current, input, control)
  const audit = auditOf(changed)
  if (audit === null) return { id: changed.id, version: current.version, changed: false }
  const next = { ...changed.snapshot, version: current.version + 1 }
  validateSnapshot(next, control.catalogue)
  await definition.beforeCommit?.(next, control)
  await control.store.commitSnapshot(next, { ...audit, actor: actorName(control.actor), action: definition.action })
  await definition.afterCommit?.(control, current, next)
  return { id: changed.id, version: next.version, changed: true }
}
