import { z } from 'zod'
import { keyHint, keyLookup, makeSecretKey, makeWriteKey, parseKey } from '../../core/api-keys.ts'
import { UserError } from '../../core/errors.ts'
import type { ApiKeyRow } from '../../supabase/queries/ports.ts'
import { actorName, authorise } from '../authorise.ts'
import type { Control } from '../control.ts'
import { GivenId, KeyScope } from '../fields.ts'
import { invalid, parseInput } from '../parse-input.ts'
import { currentSnapshot } from '../snapshot-verb.ts'
import { verifierFor, verifyKeyAgainstVerifier } from '../verifier.ts'

export const IssueKey = z
  .strictObject({
    workspaceId: GivenId,
    id: GivenId.optional(),
    kind: z.enum(['write', 'secret']),
    sourceId: GivenId.nullable().default(null),
    scopes: z.array(KeyScope).min(1).default(['ingest']),
    /** An existing key to take over; left out = a new one is made. */
    value: z.string().optional(),
    expiresAt: z.iso.datetime().nullable().default(null),
  })
  .superRefine((input, context) => {
    const problem = problemOf(input)
    if (problem !== null) context.addIssue({ code: 'custom', ...problem })
  })
export type IssueKey = z.infer<typeof IssueKey>

export interface IssuedKey {
  keyId: string
  hint: string
  /** In clear, this once; null when it was there already. */
  key: string | null
}

/** A write key is in every page: it may only ingest, for one source. */
export async function issueKey(control: Control, rawInput: unknown): Promise<IssuedKey> {
  const input = parseInput(IssueKey, rawInput)
  authorise(control.actor, 'issueKey', input.workspaceId)
  await refuseUnknownSource(control, input)
  const key = keyText(input)
  const lookup = keyLookup(control.master.pepper, key)
  const known = await control.store.findKey(lookup)
  if (known !== null) return alreadyThere(known, input)
  const row = { ...rowFor(control, input, key), lookup, verifier: await checkedVerifier(key) }
  try {
    await control.store.insertKey(row, { ...auditFor(row), actor: actorName(control.actor) })
  } catch (error) {
    // Somebody else took over the same key between our look and our write.
    const raced = await control.store.findKey(lookup)
    if (raced === null) throw error
    return alreadyThere(raced, input)
  }
  return { keyId: row.keyId, hint: row.hint, key }
}

function problemOf(input: { kind: string; sourceId: string | null; scopes: string[] }) {
  if (input.kind === 'secret') return null
  if (input.sourceId === null) return { path: ['sourceId'], message: 'a write key is bound to a source' }
  const isIngestOnly = input.scopes.every((scope) => scope === 'ingest')
  return isIngestOnly ? null : { path: ['scopes'], message: 'a write key is public: it may only ingest' }
}

async function refuseUnknownSource(control: Control, { workspaceId, sourceId }: IssueKey): Promise<void> {
  const { sources } = await currentSnapshot(control, workspaceId)
  if (sourceId === null || sources.some((source) => source.id === sourceId)) return
  throw invalid(['sourceId'], `there is no source ${sourceId}`)
}

function keyText({ kind, value }: IssueKey): string {
  if (value === undefined) return kind === 'write' ? makeWriteKey() : makeSecretKey()
  refuseBadForm(kind, value)
  return value
}

export function refuseBadForm(kind: IssueKey['kind'], value: string): void {
  if (parseKey(value)?.kind === kind) return
  const form = kind === 'write' ? 'wk_ and 24 characters' : 'sk_ and 49 characters with a valid checksum'
  throw invalid(['value'], `is not a ${kind} key: ${form}`)
}

function alreadyThere(known: ApiKeyRow, input: IssueKey): IssuedKey {
  refuseOtherUse(known, input)
  return { keyId: known.keyId, hint: known.hint, key: null }
}

/** A key cannot change what it may do: whoever holds it was promised something else. */
export function refuseOtherUse(known: ApiKeyRow, input: Pick<IssueKey, 'workspaceId' | 'sourceId' | 'scopes'>): void {
  const refuse = (problem: string) =>
    new UserError('key_taken', `key ${known.hint}… ${problem}: issue another`, 'value')
  if (known.workspaceId !== input.workspaceId)
    throw new UserError('key_taken', 'this key is taken: issue another', 'value')
  if (known.revokedAt !== null) throw refuse('was revoked')
  const isSame = known.sourceId === input.sourceId && sameSet(known.scopes, input.scopes)
  if (!isSame) throw refuse('exists with another source or other scopes')
}

function rowFor(control: Control, input: IssueKey, key: string): ApiKeyRow {
  return {
    keyId: input.id ?? control.newId(),
    workspaceId: input.workspaceId,
    sourceId: input.sourceId,
    kind: input.kind,
    scopes: [...new Set(input.scopes)],
    hint: keyHint(key),
    createdAt: control.now().toISOString(),
    expiresAt: input.expiresAt,
    revokedAt: null,
  }
}

// A verifier that does not know its own key would be found only at a rotation, years later.
async function checkedVerifier(key: string): Promise<string> {
  const verifier = await verifierFor(key)
  if (await verifyKeyAgainstVerifier(key, verifier)) return verifier
  throw new Error('bcrypt does not verify what it made')
}

function auditFor(row: ApiKeyRow) {
  const { keyId, hint, kind, sourceId, scopes, expiresAt } = row
  return {
    action: 'issueKey',
    target: `key ${keyId}`,
    before: null,
    after: { hint, kind, sourceId, scopes, expiresAt },
  }
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  return [...new Set(some)].sort().join() === [...new Set(others)].sort().join()
}
