import { z } from 'zod'
import { UserError } from '../../core/errors.ts'
import { actorName, authorise } from '../authorise.ts'
import type { Control } from '../control.ts'
import { GivenId } from '../fields.ts'
import { parseInput } from '../parse-input.ts'

export const RevokeKey = z.strictObject({ workspaceId: GivenId, keyId: GivenId })

/** Reaches Node processes within 1 s, edge isolates within 60 s. False = it was revoked already. */
export async function revokeKey(control: Control, rawInput: unknown): Promise<boolean> {
  const { workspaceId, keyId } = parseInput(RevokeKey, rawInput)
  authorise(control.actor, 'revokeKey', workspaceId)
  const row = (await control.store.keys(workspaceId)).find((key) => key.keyId === keyId)
  if (row === undefined) throw new UserError('unknown_key', `there is no key ${keyId} in this workspace`, 'keyId')
  if (row.revokedAt !== null) return false
  const at = control.now().toISOString()
  return control.store.revokeKey(workspaceId, keyId, at, {
    actor: actorName(control.actor),
    action: 'revokeKey',
    target: `key ${keyId}`,
    before: { hint: row.hint, revokedAt: null },
    after: { hint: row.hint, revokedAt: at },
  })
}
