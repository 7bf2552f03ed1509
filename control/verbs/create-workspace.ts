import { z } from 'zod'
import { PlanLimits, Region, type Snapshot } from '../../core/config.ts'
import { UserError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { newDataKey } from '../../core/keyring.ts'
import { actorName, authorise } from '../authorise.ts'
import type { Control } from '../control.ts'
import {
  ConsentProofYears,
  defaultConsentProofYears,
  defaultPlan,
  defaultRetentionDays,
  GivenId,
  RetentionDays,
  Slug,
} from '../fields.ts'
import { invalid, parseInput } from '../parse-input.ts'
import { validateSnapshot } from '../validate-snapshot.ts'
import { putHome } from './set-retention.ts'

export const CreateWorkspace = z.strictObject({
  id: GivenId.optional(),
  slug: Slug,
  name: z.string().min(1).max(200),
  region: Region,
  retentionDays: RetentionDays.default(defaultRetentionDays),
  consentProofYears: ConsentProofYears.default(defaultConsentProofYears),
  euOnly: z.boolean().default(false),
  plan: PlanLimits.default(defaultPlan),
})
export type CreateWorkspace = z.infer<typeof CreateWorkspace>

/** Its data key is made here and kept wrapped only. Nothing is sent before a policy was adopted. */
export async function createWorkspace(control: Control, rawInput: unknown): Promise<{ id: string; version: number }> {
  authorise(control.actor, 'createWorkspace', null)
  const snapshot = firstSnapshot(control, parseInput(CreateWorkspace, rawInput))
  await refuseTaken(control, snapshot)
  await commitFirst(control, snapshot, { action: 'createWorkspace', after: workspaceView(snapshot) })
  return { id: snapshot.workspaceId, version: 1 }
}

export function firstSnapshot(control: Control, input: CreateWorkspace): Snapshot {
  const { id, ...rest } = input
  const workspaceId = id ?? control.newId()
  return {
    ...rest,
    workspaceId,
    version: 1,
    epoch: 1,
    dataKeyWrapped: control.master.wrap(newDataKey(), workspaceId),
    policy: { version: 0, adoptedBy: null, adoptedAt: null, rules: [] },
    sources: [],
    destinations: [],
    routes: [],
  }
}

/** The home comes first: a workspace that is known and has none would refuse its events as `wrong_home`. */
export async function commitFirst(
  control: Control,
  snapshot: Snapshot,
  audit: { action: string; after: JsonObject },
): Promise<void> {
  validateSnapshot(snapshot, control.catalogue)
  await putHome(snapshot, control)
  await control.store.commitSnapshot(snapshot, {
    actor: actorName(control.actor),
    action: audit.action,
    target: `workspace ${snapshot.slug}`,
    before: null,
    after: audit.after,
  })
}

export function workspaceView({ slug, name, region, retentionDays, consentProofYears, euOnly, plan }: Snapshot) {
  return {
    slug,
    name,
    region,
    retentionDays,
    consentProofYears: consentProofYears ?? defaultConsentProofYears,
    euOnly,
    plan,
  }
}

async function refuseTaken(control: Control, { workspaceId, slug }: Snapshot): Promise<void> {
  const known = await control.store.workspaces()
  if (known.some((other) => other.slug === slug)) throw invalid(['slug'], `${slug} is taken by another workspace`)
  if (!known.some((other) => other.workspaceId === workspaceId)) return
  throw new UserError('workspace_exists', `there is a workspace ${workspaceId} already`, 'id')
}
