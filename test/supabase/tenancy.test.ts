import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectControl } from '../../supabase/queries/connect.ts'
import type { SettledHold } from '../../supabase/queries/records.ts'
import { aChoice } from '../support/a-choice.ts'
import { aDecisionRecord } from '../support/a-region.ts'
import { aKeptRequest, aKeptToken, aTokenClaim, type TwoWorkspaces, twoWorkspaces } from '../support/two-workspaces.ts'

let scene: TwoWorkspaces
let control: ReturnType<typeof connectControl>
beforeAll(async () => {
  scene = await twoWorkspaces()
  control = connectControl(scene.region.database.url)
}, 120_000)
afterAll(async () => {
  await control?.close()
  await scene?.close()
})

async function rowsOf(workspaceId: string): Promise<string> {
  const { sql } = scene.region.database
  const found = await sql<{ name: string }[]>`
    select table_schema || '.' || table_name as name from information_schema.columns
    where table_schema in ('control', 'data') and column_name = 'workspace_id'
      and to_regclass(table_schema || '.' || table_name) in (select oid from pg_class where not relispartition)
    order by 1`
  const rows = await Promise.all(
    found.map(
      ({ name }) => sql<{ row: string }[]>`
        select ${`${name} `}::text || to_jsonb(t)::text as row from ${sql(name)} as t
        where workspace_id = ${workspaceId} order by 1`,
    ),
  )
  return rows.flatMap((table) => table.map(({ row }) => row)).join('\n')
}

test('no function given workspace A returns anything of B', async () => {
  const { region, a, b } = scene
  const now = new Date().toISOString()
  const earlier = new Date(Date.now() - 86_400_000).toISOString()
  const answers = [
    await region.reader.event(a.workspaceId, b.eventId),
    await region.reader.eventsByKey(a.workspaceId, b.subjectKey, 50),
    await region.reader.tail(a.workspaceId, null, 500),
    await region.reader.sourceHealth(a.workspaceId, b.sourceId),
    await region.reader.reconciliation(a.workspaceId, earlier, now),
    await region.reader.queues(a.workspaceId),
    await region.reader.deadLetters(a.workspaceId, { filter: {}, after: null, rowsMax: 100 }),
    await region.reader.deadLetters(a.workspaceId, {
      filter: { destinationId: b.destinationId },
      after: null,
      rowsMax: 9,
    }),
    await region.reader.replays(a.workspaceId, b.eventId),
    await region.tokens.claim(aTokenClaim({ ...b, workspaceId: a.workspaceId })),
    await region.ingest.subjectFacts(a.workspaceId, [b.subjectKey]),
    await region.subjects.eventIds(a.workspaceId, [b.subjectKey]),
    await region.subjects.blinded(a.workspaceId, null),
    await region.subjects.events(a.workspaceId, [b.eventId]),
    await region.subjects.receipts(a.workspaceId, [b.eventId]),
    await region.subjects.sealsOver(a.workspaceId, [1]),
    await region.subjects.requests(a.workspaceId, [b.subjectKey]),
    await control.snapshot(a.workspaceId),
    await control.keys(a.workspaceId),
    await control.auditTrail(a.workspaceId, 100),
    await control.versions([a.workspaceId]),
  ]
  const said = JSON.stringify(answers)
  expect(said).toContain(a.workspaceId)
  for (const foreign of [b.workspaceId, b.eventId, b.destinationId, b.keyId]) expect(said).not.toContain(foreign)
})

test('no function given workspace A changes a row of B, even when it is handed B’s ids', async () => {
  const { region, a, b } = scene
  const before = await rowsOf(b.workspaceId)
  const audit = { actor: 'test', action: 'test', target: 'test', before: null, after: null }
  await region.admin.suppress(a.workspaceId, [b.subjectKey], 'foreign')
  await region.consent.record(aChoice({ workspaceId: a.workspaceId, subjects: [{ key: b.subjectKey, kind: 'email' }] }))
  await region.admin.setQueueState(b.destinationId, a.workspaceId, 'paused', 'foreign')
  await region.admin.startReplay(a.workspaceId, b.eventId, {})
  await region.admin.stopReplay(a.workspaceId, b.eventId)
  await control.revokeKey(a.workspaceId, b.keyId, new Date().toISOString(), audit)
  await control.audit(a.workspaceId, audit)
  const foreign = { workspaceId: a.workspaceId, destinationId: b.destinationId }
  await region.tokens.claim({ ...aTokenClaim(foreign), fingerprint: 'other', configVersion: 9 })
  await region.tokens.keep(aKeptToken(foreign))
  await region.tokens.fail({ ...aTokenClaim(foreign), kind: 'refused', code: 'foreign', restSeconds: 60 })
  await region.maintain.forgetOAuthToken(a.workspaceId, b.destinationId)
  await region.followUps.keep([aKeptRequest(foreign)])
  await region.followUps.postpone(aKeptRequest(foreign), new Date().toISOString())
  await region.followUps.settle(aKeptRequest(foreign), { state: 'dead', reason: 'foreign', detail: 'foreign' })
  await region.worker.check({
    workspaceId: a.workspaceId,
    destinationId: b.destinationId,
    subjectKeys: [b.subjectKey],
    leased: [],
  })
  await region.holds.settle(await aForeignSettling(scene))
  expect(before).toContain(b.eventId)
  expect(await rowsOf(b.workspaceId)).toBe(before)
})

/** Of A, with everything else of B's held event. */
async function aForeignSettling({ region, a, b }: TwoWorkspaces): Promise<SettledHold> {
  const { sql } = region.database
  const [row] = await sql<{ at: string }[]>`
    select data.iso(received_at) as at from data.holds where event_id = ${b.heldEventId}
  `
  const receivedAt = row?.at ?? ''
  const delivery = { destinationId: b.destinationId, run: 0, expiresAt: receivedAt, plainSealed: 'plain' }
  return {
    workspaceId: a.workspaceId,
    eventId: b.heldEventId,
    receivedAt,
    deliveries: [{ ...delivery, decision: aDecisionRecord() }],
    event: { occurredAt: receivedAt, body: {}, identitySealed: null, network: null },
  }
}
