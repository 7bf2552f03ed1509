import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, describe, expect, test } from 'vitest'
import { migrate } from '../../supabase/migrate.ts'
import { connectRegion } from '../../supabase/queries/connect.ts'
import { leaseAll } from '../support/a-region.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { anIngestRecord } from '../support/an-ingest-record.ts'
import { type DebianPostgres, debianPostgresBin, startDebianPostgres } from '../support/debian-postgres.ts'
import { createEmptyDatabase } from '../support/postgres.ts'

const files = readdirSync(join(import.meta.dirname, '../../supabase/migrations')).filter((file) =>
  file.endsWith('.sql'),
)

describe('migrate', () => {
  test('brings an empty database up, and a second run changes nothing', async () => {
    const { url, drop } = await createEmptyDatabase()
    expect((await migrate(url, { now: new Date() })).applied).toHaveLength(files.length)
    expect((await migrate(url, { now: new Date() })).applied).toEqual([])
    await drop()
  })

  test('of four runners at once one applies and the others find it done', async () => {
    const { url, drop } = await createEmptyDatabase()
    const runs = await Promise.all([1, 2, 3, 4].map(() => migrate(url, { now: new Date() })))
    expect(runs.map(({ applied }) => applied.length).sort((a, b) => a - b)).toEqual([0, 0, 0, files.length])
    await drop()
  })

  test('refuses a migration it does not know and one that was changed after it was applied', async () => {
    const { url, sql, drop } = await createEmptyDatabase()
    await migrate(url, { now: new Date() })
    await sql`insert into supabase_migrations.schema_migrations (version, name) values ('20990101000000', 'of_the_future')`
    await expect(migrate(url, { now: new Date() })).rejects.toMatchObject({ code: 'unknown_migration' })
    await sql`delete from supabase_migrations.schema_migrations where version = '20990101000000'`
    await sql`update supabase_migrations.schema_migrations set statements = array['select 1'] where name = 'add_events'`
    await expect(migrate(url, { now: new Date() })).rejects.toMatchObject({ code: 'changed_migration' })
    await drop()
  })
})

const bin = debianPostgresBin()
const note = bin === null ? ' (needs a Debian Postgres: apt-get install postgresql)' : ''
if (bin === null && process.env.TRACKLAYER_REQUIRE === 'all') throw new Error(`TRACKLAYER_REQUIRE=all${note}`)

describe.skipIf(bin === null)(`on Debian’s older Postgres${note}`, () => {
  let server: DebianPostgres | undefined
  afterAll(() => server?.stop())

  test('all migrations apply, and an event is stored, leased and found', async () => {
    server = await startDebianPostgres(bin ?? '')
    const sql = postgres(server.url, { max: 1, onnotice: () => undefined })
    const [version] = await sql<{ major: number }[]>`select current_setting('server_version_num')::int / 10000 as major`
    await sql.end()
    expect(version?.major).toBeGreaterThanOrEqual(15)
    await migrate(server.url, { now: new Date() })
    const region = connectRegion(server.url)
    await region.admin.putHome({ workspaceId, epoch: 1, state: 'active', retentionDays: 180 })
    const record = anIngestRecord()
    expect(await region.ingest.ingest([record])).toMatchObject([{ status: 'accepted' }])
    expect((await leaseAll(region)).flatMap(({ deliveries }) => deliveries)).toMatchObject([
      { eventId: record.eventId },
    ])
    expect(await region.reader.event(workspaceId, record.eventId)).toMatchObject({ eventId: record.eventId })
    await region.close()
  }, 60_000)
})
