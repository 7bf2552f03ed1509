import type { Control } from '../control/control.ts'
import { UserError } from '../core/errors.ts'

/** By slug or id; without a name only when there is nothing to choose. */
export async function workspaceNamed(control: Control, name: string | undefined): Promise<{ workspaceId: string }> {
  const known = await control.store.workspaces()
  const slugs = known.map(({ slug }) => slug).join(', ')
  if (name === undefined && known.length > 1)
    throw new UserError('bad_arguments', `say which with --workspace: ${slugs}`)
  const found = known.find(({ slug, workspaceId }) => name === undefined || name === slug || name === workspaceId)
  if (found !== undefined) return found
  throw new UserError(
    'unknown_workspace',
    name === undefined ? 'there is no workspace yet' : `there is no workspace ${name}, only ${slugs}`,
  )
}
