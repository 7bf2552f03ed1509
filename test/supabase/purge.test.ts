import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRegion, type TestRegion } from '../support/a-region.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { anIngestRecord } from '../support/an-ingest-record.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region?.close())

const start = new Date('2026-03-01T12:00:00.000Z')
const later = (days: number): Date => new Date(start.getTime() + days * 86_400_000)

async function post(workspace: string, at: Date): Promise<string> {
  await region.maintain.ensurePartitions(at, 0)
  const record = anIngestRecord({
    workspaceId: workspace,
    receivedAt: at.toISOString(),
    dedupUntil: later(500).toISOString(),
    network: { ip: '203.0.113.7', userAgent: 'agent' },
  })
  await region.ingest.ingest([record])
  return record.eventId
}

const days = async (table: string, eventId: string): Promise<number> => {
  const { sql } = region.database
  const [row] = await sql<{ rows: number }[]>`
    select count(*)::int as rows from ${sql(`data.${table}`)} where event_id = ${eventId}`
  return row?.rows ?? 0
}

test('address and user agent go after 30 days, the event and all that hangs on it after the workspace’s days', async () => {
  const brief = randomUUID()
  await region.home(workspaceId, 180)
  await region.home(brief, 60)
  const long = await post(workspaceId, start)
  const short = await post(brief, start)

  await region.maintain.purge(later(29))
  expect(await days('event_network', long)).toBe(1)
  await region.maintain.purge(later(32))
  expect(await days('event_network', long)).toBe(0)
  expect([await days('events', long), await days('events', short)]).toEqual([1, 1])

  await region.maintain.purge(later(62))
  for (const table of ['events', 'deliveries', 'decisions', 'queue']) {
    expect({ table, rows: [await days(table, long), await days(table, short)] }).toEqual({ table, rows: [1, 0] })
  }

  const { partitionsDropped } = await region.maintain.purge(later(182))
  expect(partitionsDropped).toContain('events_20260301')
  for (const table of ['events', 'deliveries', 'decisions', 'queue', 'attempts']) {
    expect({ table, rows: await days(table, long) }).toEqual({ table, rows: 0 })
  }
})

test('a repeat is recognised until its day and not beyond', async () => {
  const at = later(300)
  await region.maintain.ensurePartitions(at, 1)
  const record = anIngestRecord({ receivedAt: at.toISOString(), dedupUntil: later(307).toISOString() })
  await region.ingest.ingest([record])
  await region.maintain.purge(later(306))
  expect(await days('message_ids', record.eventId)).toBe(1)
  await region.maintain.purge(later(308))
  expect(await days('message_ids', record.eventId)).toBe(0)
})

test('a day without partitions is named as not ready', async () => {
  expect(await region.ingest.notReady(later(900))).not.toBeNull()
  await region.maintain.ensurePartitions(later(900), 0)
  expect(await region.ingest.notReady(later(900))).toBeNull()
})
