import type { FileWorkspace } from './apply/config-file.ts'
import { diffLines, type PartChange } from './apply/diff.ts'
import type { Environment, Path } from './apply/env-placeholders.ts'
import type { KeysPlan } from './apply/plan-keys.ts'
import { planWorkspace, type WorkspacePlan } from './apply/plan-workspace.ts'
import { readConfigFile } from './apply/read-config-file.ts'
import { actorName } from './authorise.ts'
import type { Control } from './control.ts'
import { drainRemoved } from './drain-removed.ts'
import { retryOnConflict } from './snapshot-verb.ts'
import { commitFirst } from './verbs/create-workspace.ts'
import { issueKey } from './verbs/issue-key.ts'
import { revokeKey } from './verbs/revoke-key.ts'
import { putHome } from './verbs/set-retention.ts'

export interface ApplyOptions {
  text: string
  /** Where `${env:NAME}` is looked up. */
  env: Environment
  dryRun?: boolean
  /** Removes what is there and not in the file. */
  prune?: boolean
}

export interface AppliedWorkspace {
  workspaceId: string
  slug: string
  region: string
  created: boolean
  version: number
  changes: PartChange[]
  /** There, not in the file, and kept. */
  kept: string[]
  /** Made by this run: shown once. */
  issuedKeys: { name: string; keyId: string; key: string }[]
}

/** The file is checked whole before anything is written; then each workspace is one version with one audit row. */
export async function apply(control: Control, options: ApplyOptions): Promise<AppliedWorkspace[]> {
  const { config, located } = readConfigFile(options.text, options.env)
  const applyAll = async (write: boolean) => {
    const applied: AppliedWorkspace[] = []
    for (const [index, file] of config.workspaces.entries()) {
      const path = ['workspaces', index]
      applied.push(await retryOnConflict(() => applyOne(control, file, { path, write, prune: options.prune ?? false })))
    }
    return applied
  }
  try {
    const planned = await applyAll(false)
    return options.dryRun ? planned : await applyAll(true)
  } catch (error) {
    throw located(error)
  }
}

export function appliedLines(applied: readonly AppliedWorkspace[]): string[] {
  return applied.flatMap((workspace) => [
    `workspace ${workspace.slug} (${workspace.region}), version ${workspace.version}`,
    ...(workspace.changes.length === 0 ? ['  = no change'] : diffLines(workspace.changes)),
    ...workspace.kept.map((target) => `  = ${target}: not in the file, kept (--prune removes it)`),
    ...workspace.issuedKeys.map(({ name, key }) => `  key ${name}, shown this once: ${key}`),
  ])
}

async function applyOne(
  control: Control,
  file: FileWorkspace,
  options: { path: Path; prune: boolean; write: boolean },
): Promise<AppliedWorkspace> {
  const plan = await planWorkspace(control, file, options)
  const issuedKeys = options.write ? await write(control, plan, options.prune) : []
  const { workspaceId, slug, region } = plan.next
  return {
    workspaceId,
    slug,
    region,
    created: plan.current === null,
    version: plan.changes.length === 0 && plan.current !== null ? plan.current.version : plan.next.version,
    changes: [...plan.changes, ...keyChanges(plan.keys, options.prune)],
    kept: options.prune ? [] : keptTargets(plan),
    issuedKeys,
  }
}

async function write(control: Control, plan: WorkspacePlan, prune: boolean): Promise<AppliedWorkspace['issuedKeys']> {
  await writeSnapshot(control, plan)
  const issued = await issueListed(control, plan.keys)
  const { workspaceId } = plan.next
  for (const { keyId } of prune ? plan.keys.unlisted : []) await revokeKey(control, { workspaceId, keyId })
  return issued
}

async function writeSnapshot(
  control: Control,
  { current, next, changes, before, after }: WorkspacePlan,
): Promise<void> {
  if (changes.length === 0) return
  if (current === null) return commitFirst(control, next, { action: 'apply', after })
  const isKeptAsLong =
    current.retentionDays === next.retentionDays && current.consentProofYears === next.consentProofYears
  if (!isKeptAsLong) await putHome(next, control)
  const actor = actorName(control.actor)
  await control.store.commitSnapshot(next, { actor, action: 'apply', target: `workspace ${next.slug}`, before, after })
  await drainRemoved(control, current, next)
}

async function issueListed(control: Control, { listed }: KeysPlan): Promise<AppliedWorkspace['issuedKeys']> {
  const issued: AppliedWorkspace['issuedKeys'] = []
  for (const { name, input } of listed.filter((key) => key.isNew)) {
    const { keyId, key } = await issueKey(control, input)
    if (key !== null && input.value === undefined) issued.push({ name, keyId, key })
  }
  return issued
}

function keyChanges({ listed, unlisted }: KeysPlan, prune: boolean): PartChange[] {
  const added = listed
    .filter((key) => key.isNew)
    .map((key) => ({ op: '+' as const, target: `key ${key.name}`, fields: [] }))
  const removed = unlisted.map((row) => ({ op: '-' as const, target: `key ${row.hint}…`, fields: [] }))
  return prune ? [...added, ...removed] : added
}

function keptTargets({ unlisted, keys }: WorkspacePlan): string[] {
  return [
    ...unlisted.sources.map((slug) => `source ${slug}`),
    ...unlisted.destinations.map((slug) => `destination ${slug}`),
    ...unlisted.routes.map(({ source, destination }) => `route ${source} → ${destination}`),
    ...keys.unlisted.map((row) => `key ${row.hint}…`),
  ]
}
