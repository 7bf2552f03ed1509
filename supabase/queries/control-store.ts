import type { Snapshot } from '../../core/config.ts'
import { UserError } from '../../core/errors.ts'
import type { Pool } from './database.ts'
import { uuids } from './ingest-over-driver.ts'
import type { ApiKeyRow, AuditEntry, ControlStore } from './ports.ts'

type WorkspaceRow = Awaited<ReturnType<ControlStore['workspaces']>>[number]
type AuditRow = Awaited<ReturnType<ControlStore['auditTrail']>>[number]

export function createControlStore(pool: Pool): ControlStore {
  return {
    claimInstallation: (fingerprint) => claimInstallation(pool, fingerprint),
    workspaces: () => listWorkspaces(pool, null),
    versions: (workspaceIds) => listWorkspaces(pool, workspaceIds),
    snapshot: (workspaceId, version) =>
      pool.ask<Snapshot | null>(
        'read_snapshot',
        (sql) => sql`select api.read_snapshot(${workspaceId}::text::uuid, ${version ?? null}::int) as answer`,
      ),
    commitSnapshot: (snapshot, audit) => commitSnapshot(pool, snapshot, audit),
    findKey: (lookup) =>
      pool.ask<ApiKeyRow | null>('find_key', (sql) => sql`select api.find_key(${lookup}::text) as answer`),
    keys: (workspaceId) =>
      pool.ask<ApiKeyRow[]>('list_keys', (sql) => sql`select api.list_keys(${workspaceId}::text::uuid) as answer`),
    insertKey: async (row, audit) => {
      await pool.ask<null>(
        'insert_key',
        (sql) => sql`
          select api.insert_key(${JSON.stringify(row)}::text::jsonb, ${JSON.stringify(audit)}::text::jsonb) as answer
        `,
      )
    },
    revokeKey: (workspaceId, keyId, at, audit) =>
      pool.ask<boolean>(
        'revoke_key',
        (sql) => sql`
          select api.revoke_key(
            ${workspaceId}::text::uuid, ${keyId}::text::uuid, ${at}::text::timestamptz,
            ${JSON.stringify(audit)}::text::jsonb
          ) as answer
        `,
      ),
    audit: async (workspaceId, entry) => {
      await pool.ask<null>(
        'append_audit',
        (sql) => sql`
          select api.append_audit(${workspaceId}::text::uuid, ${JSON.stringify(entry)}::text::jsonb, null) as answer
        `,
      )
    },
    auditTrail: (workspaceId, limit) =>
      pool.ask<AuditRow[]>(
        'read_audit',
        (sql) => sql`select api.read_audit(${workspaceId}::text::uuid, ${limit}::int) as answer`,
      ),
  }
}

async function claimInstallation(pool: Pool, fingerprint: string): Promise<void> {
  const isOurs = await pool.ask<boolean>(
    'claim_installation',
    (sql) => sql`select api.claim_installation(${fingerprint}::text) as answer`,
  )
  if (isOurs) return
  throw new UserError(
    'wrong_master_key',
    'This database was set up with another master key: set TRACKLAYER_MASTER_KEY to the one it was made with.',
  )
}

function listWorkspaces(pool: Pool, only: string[] | null): Promise<WorkspaceRow[]> {
  return pool.ask<WorkspaceRow[]>(
    'list_workspaces',
    (sql) => sql`select api.list_workspaces(${only && uuids(only)}::text::uuid[]) as answer`,
  )
}

async function commitSnapshot(pool: Pool, snapshot: Snapshot, audit: AuditEntry): Promise<void> {
  const answer = await pool.ask<'ok' | 'version_conflict' | 'slug_taken'>(
    'commit_snapshot',
    (sql) => sql`
      select api.commit_snapshot(${JSON.stringify(snapshot)}::text::jsonb, ${JSON.stringify(audit)}::text::jsonb) as answer
    `,
  )
  switch (answer) {
    case 'ok':
      return
    case 'version_conflict':
      throw new UserError(
        'version_conflict',
        'Somebody else changed this workspace meanwhile: read it again and repeat.',
      )
    case 'slug_taken':
      throw new UserError('slug_taken', `There is already a workspace named ${snapshot.slug}.`)
  }
}
