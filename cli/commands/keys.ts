import { type Command, Option } from 'commander'
import type { Control } from '../../control/control.ts'
import { keyScopes } from '../../control/fields.ts'
import { partBySlug } from '../../control/slots.ts'
import { currentSnapshot } from '../../control/snapshot-verb.ts'
import { issueKey } from '../../control/verbs/issue-key.ts'
import { type ListedKey, listKeys } from '../../control/verbs/list-keys.ts'
import { revokeKey } from '../../control/verbs/revoke-key.ts'
import { table } from '../demo/table.ts'
import { type Io, show } from '../io.ts'
import { withControl } from '../with-control.ts'
import { workspaceNamed } from '../workspace-named.ts'

interface Named {
  workspace?: string
  json?: boolean
}
interface IssueOptions extends Named {
  kind: 'write' | 'secret'
  source?: string
  scope?: string[]
  expires?: string
}

export function registerKeys(program: Command, io: Io): void {
  const keys = program.command('keys').description('API keys of a workspace')
  const workspace = new Option('--workspace <slug>', 'needed when there are several')
  keys
    .command('list')
    .description('who may do what; keys older than 90 days are flagged')
    .addOption(workspace)
    .option('--json')
    .action((options: Named) => list(io, options))
  keys
    .command('issue')
    .description('make a key and show it, this once')
    .addOption(workspace)
    .addOption(new Option('--kind <kind>').choices(['write', 'secret']).makeOptionMandatory())
    .option('--source <slug>', 'bound to this source; a write key needs one')
    .addOption(new Option('--scope <scope...>', 'default: ingest').choices(keyScopes))
    .option('--expires <time>', 'ISO time, such as 2027-01-31T00:00:00Z')
    .option('--json')
    .action((options: IssueOptions) => issue(io, options))
  keys
    .command('revoke')
    .argument('<keyId>')
    .description('refuse a key: within 1 s on servers, 60 s at the edge')
    .addOption(workspace)
    .option('--json')
    .action((keyId: string, options: Named) => revoke(io, keyId, options))
}

async function list(io: Io, options: Named): Promise<void> {
  const { keys, sourceSlugs } = await withControl(io, async ({ control }) => {
    const { workspaceId } = await workspaceNamed(control, options.workspace)
    const { sources } = await currentSnapshot(control, workspaceId)
    return {
      keys: await listKeys(control, workspaceId),
      sourceSlugs: new Map(sources.map((one) => [one.id, one.slug])),
    }
  })
  const rows = keys.map((key) => rowOf(key, sourceSlugs.get(key.sourceId ?? '') ?? ''))
  const header = ['id', 'key', 'kind', 'source', 'scopes', 'age', 'state']
  show(io, options, { value: keys, lines: () => [table(header, rows)] })
}

function rowOf(key: ListedKey, source: string): string[] {
  return [key.keyId, `${key.hint}…`, key.kind, source, key.scopes.join(' '), `${key.ageDays} d`, stateOf(key)]
}

function stateOf({ revokedAt, rotate, expiresAt }: ListedKey): string {
  if (revokedAt !== null) return `revoked ${revokedAt.slice(0, 10)}`
  if (rotate) return 'older than 90 days: issue another, then revoke this one'
  return expiresAt === null ? 'in use' : `expires ${expiresAt.slice(0, 10)}`
}

async function issue(io: Io, options: IssueOptions): Promise<void> {
  const issued = await withControl(io, async ({ control }) => {
    const { workspaceId } = await workspaceNamed(control, options.workspace)
    const sourceId = await sourceIdOf(control, workspaceId, options.source)
    const { kind, scope: scopes, expires: expiresAt } = options
    return issueKey(control, { workspaceId, kind, sourceId, scopes, expiresAt })
  })
  show(io, options, { value: issued, lines: () => [`${issued.key}`] })
  if (!options.json) io.note('this is the only time the key is shown')
}

async function sourceIdOf(control: Control, workspaceId: string, slug: string | undefined): Promise<string | null> {
  if (slug === undefined) return null
  const { sources } = await currentSnapshot(control, workspaceId)
  return partBySlug(sources, slug, 'source').id
}

async function revoke(io: Io, keyId: string, options: Named): Promise<void> {
  const revoked = await withControl(io, async ({ control }) => {
    const { workspaceId } = await workspaceNamed(control, options.workspace)
    return revokeKey(control, { workspaceId, keyId })
  })
  show(io, options, { value: { keyId, revoked }, lines: () => [revoked ? 'revoked' : 'was revoked already'] })
}
