import { keyLookup } from '../../core/api-keys.ts'
import type { Snapshot } from '../../core/config.ts'
import { uuidFrom } from '../../core/ids.ts'
import { hmac } from '../../core/seal.ts'
import type { ApiKeyRow } from '../../supabase/queries/ports.ts'
import { authorise } from '../authorise.ts'
import type { Control } from '../control.ts'
import { parseInput } from '../parse-input.ts'
import { partBySlug } from '../slots.ts'
import { IssueKey, refuseBadForm, refuseOtherUse } from '../verbs/issue-key.ts'
import { atPath } from './at-path.ts'
import type { FileKey } from './config-file.ts'
import { type Path, PathError } from './env-placeholders.ts'

export interface KeyPlan {
  name: string
  isNew: boolean
  input: IssueKey & { id: string }
}

export interface KeysPlan {
  listed: KeyPlan[]
  /** In use and not in the file. */
  unlisted: ApiKeyRow[]
}

/** A key is recognised by its value, and without one by its id or name. Another value is another key: both work until the old is pruned. */
export async function planKeys(
  control: Control,
  next: Snapshot,
  of: { keys: FileKey[]; path: Path },
): Promise<KeysPlan> {
  const rows = await control.store.keys(next.workspaceId)
  const listed: KeyPlan[] = []
  for (const [index, key] of of.keys.entries()) {
    const path = [...of.path, 'keys', index]
    listed.push(await atPath(path, () => planKey(control, next, { key, rows, path })))
  }
  const ids = new Set(listed.map((key) => key.input.id))
  return { listed, unlisted: rows.filter((row) => row.revokedAt === null && !ids.has(row.keyId)) }
}

async function planKey(
  control: Control,
  next: Snapshot,
  { key, rows, path }: { key: FileKey; rows: ApiKeyRow[]; path: Path },
): Promise<KeyPlan> {
  const input = issueInput(next, key)
  authorise(control.actor, 'issueKey', next.workspaceId)
  const known = await knownByValue(control, input)
  if (known !== null) return { name: key.name, isNew: false, input: { ...input, id: known.keyId } }
  const id = key.id ?? idFor(next.workspaceId, control, key)
  const row = rows.find((one) => one.keyId === id)
  if (row !== undefined) refuseOtherKey(row, key, path)
  return { name: key.name, isNew: row === undefined, input: { ...input, id } }
}

function issueInput(next: Snapshot, { name: _, source, ...key }: FileKey): IssueKey {
  const sourceId = source === undefined ? null : partBySlug(next.sources, source, 'source').id
  return parseInput(IssueKey, { ...key, workspaceId: next.workspaceId, sourceId })
}

async function knownByValue(control: Control, input: IssueKey): Promise<ApiKeyRow | null> {
  if (input.value === undefined) return null
  refuseBadForm(input.kind, input.value)
  const known = await control.store.findKey(keyLookup(control.master.pepper, input.value))
  if (known !== null) refuseOtherUse(known, input)
  return known
}

function refuseOtherKey(row: ApiKeyRow, { value }: FileKey, path: Path): void {
  if (value !== undefined) {
    throw new PathError('key_differs', `key ${row.hint}… has this id and another value: leave the id out`, path)
  }
  if (row.revokedAt === null) return
  throw new PathError('key_revoked', `key ${row.hint}… of this name was revoked: choose another name`, path)
}

/** The row keeps no name: the id is made from name and value, so that a second apply finds the key of the first. */
function idFor(workspaceId: string, control: Control, { name, value }: FileKey): string {
  const lookup = value === undefined ? '' : keyLookup(control.master.pepper, value)
  return uuidFrom(hmac(Buffer.from(workspaceId), `api-key\n${name}\n${lookup}`))
}
