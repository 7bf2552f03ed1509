import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IngestStore } from '../../supabase/queries/ports.ts'
import { aRegion, type TestRegion } from '../support/a-region.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { aDeliveryRecord, aDeniedDelivery, aHeldRecord, anIngestRecord } from '../support/an-ingest-record.ts'

export interface OpenStore {
  store: IngestStore
  close(): Promise<void>
}

/** What every transport of the ingest call must do, over a real database. */
export function acceptIngestStore(transport: string, open: (region: TestRegion) => Promise<OpenStore>): void {
  describe(`the ingest store over ${transport}`, () => {
    let region: TestRegion
    let opened: OpenStore
    beforeAll(async () => {
      region = await aRegion()
      opened = await open(region)
    })
    afterAll(async () => {
      await opened.close()
      await region.close()
    })

    test('answers come in input order, whatever order the ids sort in', async () => {
      const records = Array.from({ length: 40 }, () => anIngestRecord())
      const results = await opened.store.ingest(records)
      expect(results).toEqual(records.map(({ eventId }) => ({ eventId, status: 'accepted', code: null })))
    })

    test('2,500 items come back whole and in order, and all of them are stored', async () => {
      const records = Array.from({ length: 2_500 }, () => anIngestRecord({ deliveries: [aDeniedDelivery()] }))
      const results = await opened.store.ingest(records)
      expect(results.map(({ eventId }) => eventId)).toEqual(records.map(({ eventId }) => eventId))
      expect(results.filter(({ status }) => status !== 'accepted')).toEqual([])
      expect(await storedOf(records.map(({ eventId }) => eventId))).toBe(2_500)
    })

    test('a repeat is a duplicate of the same event and stores nothing twice', async () => {
      const record = anIngestRecord()
      await opened.store.ingest([record])
      const [again] = await opened.store.ingest([{ ...record, receivedAt: new Date().toISOString() }])
      expect(again).toEqual({ eventId: record.eventId, status: 'duplicate', code: null })
      const [counts] = await region.database.sql`
        select (select count(*)::int from data.events where event_id = ${record.eventId}) as events,
          (select count(*)::int from data.queue where event_id = ${record.eventId}) as queued
      `
      expect(counts).toEqual({ events: 1, queued: 1 })
    })

    test('what is held waits in a hold, and what is not beside it in the queue', async () => {
      const [held, sent] = [aHeldRecord(randomUUID()), anIngestRecord()]
      const results = await opened.store.ingest([sent, held])
      expect(results.map(({ status }) => status)).toEqual(['accepted', 'accepted'])
      const [counts] = await region.database.sql`
        select (select count(*)::int from data.holds where event_id in (${held.eventId}, ${sent.eventId})) as held,
          (select count(*)::int from data.queue where event_id in (${held.eventId}, ${sent.eventId})) as queued
      `
      expect(counts).toEqual({ held: 1, queued: 1 })
    })

    test('the same id with another body is a duplicate that says so', async () => {
      const record = anIngestRecord()
      await opened.store.ingest([record])
      const [again] = await opened.store.ingest([{ ...record, bodyHash: 'cd'.repeat(32) }])
      expect(again).toMatchObject({ status: 'duplicate', code: 'body_differs' })
    })

    test('of two equal ids in one batch the first is accepted and the second is named', async () => {
      const record = anIngestRecord()
      const results = await opened.store.ingest([record, record])
      expect(results.map(({ status, code }) => [status, code])).toEqual([
        ['accepted', null],
        ['duplicate', 'in_batch_duplicate'],
      ])
    })

    test('another epoch or a workspace of elsewhere is refused item by item', async () => {
      const results = await opened.store.ingest([
        anIngestRecord({ epoch: 2 }),
        anIngestRecord(),
        anIngestRecord({ workspaceId: randomUUID() }),
      ])
      expect(results.map(({ status, code }) => code ?? status)).toEqual(['wrong_home', 'accepted', 'wrong_home'])
    })

    test('what Postgres cannot hold is rejected alone and its neighbours are stored', async () => {
      const poison = [
        anIngestRecord({ name: 'a\u0000b' }),
        anIngestRecord({ body: { text: '\ud800' } }),
        anIngestRecord({ fanOut: 99_999 }),
        anIngestRecord({ deliveries: [aDeliveryRecord({ state: 'no such state' as never })] }),
      ]
      const good = Array.from({ length: 5 }, () => anIngestRecord())
      const results = await opened.store.ingest([...good.slice(0, 2), ...poison, ...good.slice(2)])
      expect(results.map(({ status, code }) => code ?? status)).toEqual([
        ...['accepted', 'accepted'],
        ...['not_storable', 'not_storable', 'not_storable', 'not_storable'],
        ...['accepted', 'accepted', 'accepted'],
      ])
      expect(await storedOf(good.map(({ eventId }) => eventId))).toBe(5)
    })

    test('a day without its partition is the store being away, not the event being wrong', async () => {
      const record = anIngestRecord({ receivedAt: '2020-01-01T00:00:00.000Z' })
      await expect(opened.store.ingest([record])).rejects.toMatchObject({ name: 'StoreUnavailableError' })
    })

    test('a transaction that Postgres rolls back for its neighbours is repeated and stored once', async () => {
      const record = anIngestRecord()
      const results = await withRollbacks(2, () => opened.store.ingest([record]))
      expect(results).toEqual([{ eventId: record.eventId, status: 'accepted', code: null }])
      expect(await storedOf([record.eventId])).toBe(1)
    })

    test('one that is rolled back again and again is the store being away, and nothing is kept', async () => {
      const record = anIngestRecord()
      const asked = withRollbacks(1_000, () => opened.store.ingest([record]))
      await expect(asked).rejects.toMatchObject({ name: 'StoreUnavailableError', code: '40001' })
      expect(await storedOf([record.eventId])).toBe(0)
    })

    test('the ledger tells what a person chose and who is suppressed, in the order asked', async () => {
      const [known, unknown] = [randomUUID(), randomUUID()]
      await region.admin.suppress(workspaceId, [known], 'asked for')
      expect(await opened.store.subjectFacts(workspaceId, [unknown, known])).toEqual([
        { subjectKey: unknown, choices: [], gpcSeenAt: null, linked: [], inherited: [], suppressed: false },
        { subjectKey: known, choices: [], gpcSeenAt: null, linked: [], inherited: [], suppressed: true },
      ])
    })

    test('is ready while today has its partitions, and says which is missing', async () => {
      expect(await opened.store.notReady(new Date())).toBeNull()
      const missing = await opened.store.notReady(new Date('2020-01-01T12:00:00Z'))
      expect(missing).toBe('partition attempts_20200101 is missing')
    })

    async function storedOf(eventIds: string[]): Promise<number> {
      const [row] = await region.database.sql`
        select count(*)::int as count from data.events where event_id = any (${eventIds})
      `
      return row?.count
    }

    /** The next claims of message ids fail as in a serialisation conflict; a sequence counts on through rollbacks. */
    async function withRollbacks<T>(times: number, work: () => Promise<T>): Promise<T> {
      const { sql } = region.database
      await sql`create sequence public.claims`
      await sql`
        create function public.roll_back() returns trigger language plpgsql security definer as $$
        begin
          if nextval('public.claims') <= tg_argv[0]::int then
            raise exception using errcode = '40001', message = 'could not serialize access';
          end if;
          return new;
        end $$
      `
      await (times === 2
        ? sql`create trigger roll_back before insert on data.message_ids for each row execute function public.roll_back(2)`
        : sql`create trigger roll_back before insert on data.message_ids for each row execute function public.roll_back(1000)`)
      try {
        return await work()
      } finally {
        await sql`drop trigger roll_back on data.message_ids`
        await sql`drop function public.roll_back`
        await sql`drop sequence public.claims`
      }
    }
  })
}
