import type { Snapshot } from '../../core/config.ts'
import { UserError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { authorise } from '../authorise.ts'
import type { Control } from '../control.ts'
import { parseInput } from '../parse-input.ts'
import { auditOf, currentSnapshot, type SnapshotVerb } from '../snapshot-verb.ts'
import { validateSnapshot } from '../validate-snapshot.ts'
import { firstSnapshot, workspaceView } from '../verbs/create-workspace.ts'
import { removeDestination } from '../verbs/remove-destination.ts'
import { removeRoute } from '../verbs/remove-route.ts'
import { removeSource } from '../verbs/remove-source.ts'
import { saveDestination } from '../verbs/save-destination.ts'
import { savePolicy } from '../verbs/save-policy.ts'
import { saveRoute } from '../verbs/save-route.ts'
import { saveSource } from '../verbs/save-source.ts'
import { saveWorkspace } from '../verbs/save-workspace.ts'
import { setConsentProof } from '../verbs/set-consent-proof.ts'
import { setPlan } from '../verbs/set-plan.ts'
import { setRetention } from '../verbs/set-retention.ts'
import { atPath } from './at-path.ts'
import type { FileWorkspace } from './config-file.ts'
import { type PartChange, partChange } from './diff.ts'
import type { Path } from './env-placeholders.ts'
import { type KeysPlan, planKeys } from './plan-keys.ts'
import { type Unlisted, unlistedParts } from './unlisted-parts.ts'

export interface WorkspacePlan {
  /** Null = it will be created. */
  current: Snapshot | null
  next: Snapshot
  changes: PartChange[]
  /** The audit row: before and after by part, masked. */
  before: JsonObject
  after: JsonObject
  keys: KeysPlan
  unlisted: Unlisted
}

/** All verbs' changes folded into one document: a file takes effect whole or not at all. Writes nothing. */
export async function planWorkspace(
  control: Control,
  file: FileWorkspace,
  options: { prune: boolean; path: Path },
): Promise<WorkspacePlan> {
  const { path, prune } = options
  const current = await atPath(path, () => findWorkspace(control, file))
  const draft = current === null ? newDraft(control, file) : draftOf(control, current)
  if (current !== null) await foldWorkspace(draft, file, path)
  await foldParts(draft, file, path)
  const unlisted = unlistedParts(draft.next, file)
  if (prune) await foldRemovals(draft, unlisted, path)
  const next = { ...draft.next, version: current === null ? 1 : current.version + 1 }
  await atPath(path, () => validateSnapshot(next, control.catalogue))
  return { ...draft, current, next, unlisted, keys: await planKeys(control, next, { keys: file.keys, path }) }
}

interface Draft {
  control: Control
  next: Snapshot
  changes: PartChange[]
  before: JsonObject
  after: JsonObject
}

async function findWorkspace(control: Control, file: FileWorkspace): Promise<Snapshot | null> {
  const known = await control.store.workspaces()
  const bySlug = known.find((workspace) => workspace.slug === file.slug)
  const byId = known.find((workspace) => workspace.workspaceId === file.id)
  if (file.id !== undefined && bySlug !== undefined && bySlug !== byId)
    throw fixed('slug', `${file.slug} is taken by another id`)
  const found = byId ?? bySlug
  if (found === undefined) return null
  if (found.slug !== file.slug) throw fixed('slug', `the workspace is called ${found.slug}: a slug cannot be changed`)
  if (found.region !== file.region) throw fixed('region', `its data rests in ${found.region}: a file cannot move it`)
  return currentSnapshot(control, found.workspaceId)
}

function fixed(path: string, problem: string): UserError {
  return new UserError('invalid_config', problem, path)
}

function draftOf(control: Control, next: Snapshot): Draft {
  return { control, next, changes: [], before: {}, after: {} }
}

function newDraft(control: Control, file: FileWorkspace): Draft {
  authorise(control.actor, 'createWorkspace', null)
  const { id, slug, name, region, retentionDays, consentProofYears, euOnly, plan } = file
  const input = { id, slug, name, region, retentionDays, consentProofYears, euOnly, plan }
  const draft = draftOf(control, firstSnapshot(control, input))
  record(draft, { target: 'workspace', before: null, after: workspaceView(draft.next) })
  return draft
}

async function foldWorkspace(draft: Draft, file: FileWorkspace, path: Path): Promise<void> {
  await fold(draft, saveWorkspace, { input: { name: file.name, euOnly: file.euOnly }, path })
  await fold(draft, setRetention, { input: { retentionDays: file.retentionDays }, path })
  await fold(draft, setConsentProof, { input: { consentProofYears: file.consentProofYears }, path })
  await fold(draft, setPlan, { input: file.plan, path: [...path, 'plan'] })
}

async function foldParts(draft: Draft, file: FileWorkspace, path: Path): Promise<void> {
  if (file.policy !== undefined) await fold(draft, savePolicy, { input: file.policy, path: [...path, 'policy'] })
  for (const [index, source] of file.sources.entries()) {
    await fold(draft, saveSource, { input: sourceInput(source), path: [...path, 'sources', index] })
  }
  for (const [index, input] of file.destinations.entries()) {
    await fold(draft, saveDestination, { input, path: [...path, 'destinations', index] })
  }
  for (const [index, input] of file.routes.entries()) {
    await fold(draft, saveRoute, { input, path: [...path, 'routes', index] })
  }
}

async function foldRemovals(draft: Draft, unlisted: Unlisted, path: Path): Promise<void> {
  for (const input of unlisted.routes) await fold(draft, removeRoute, { input, path })
  for (const destination of unlisted.destinations)
    await fold(draft, removeDestination, { input: { destination }, path })
  for (const source of unlisted.sources) await fold(draft, removeSource, { input: { source }, path })
}

async function fold<Input>(
  draft: Draft,
  verb: SnapshotVerb<Input>,
  { input, path }: { input: unknown; path: Path },
): Promise<void> {
  const changed = await atPath(path, () => {
    authorise(draft.control.actor, verb.action, draft.next.workspaceId)
    return verb.change(draft.next, parseInput(verb.input, input), draft.control)
  })
  const audit = auditOf(changed)
  if (audit === null) return
  draft.next = changed.snapshot
  record(draft, audit)
}

function record(draft: Draft, part: { target: string; before: JsonObject | null; after: JsonObject | null }): void {
  draft.changes.push(partChange(part.target, part.before, part.after))
  draft.before[part.target] = part.before
  draft.after[part.target] = part.after
}

function sourceInput({ categories, jurisdiction, ...source }: FileWorkspace['sources'][number]) {
  const [country, region = null] = jurisdiction?.split('-') ?? []
  return { ...source, categoryMap: categories, jurisdiction: country === undefined ? null : { country, region } }
}
