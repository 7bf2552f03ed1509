import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../supabase/embedded.ts'

let home: string
let dataDirectory: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tracklayer-embedded-'))
  dataDirectory = join(home, 'postgres')
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
})

/** Without waiting for the disk: only what is about the disk needs it. */
async function start(durable = false): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory, durable })
  onTestFinished(() => server.stop())
  return server
}

async function answerOf<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

function postmasterLines(): string[] {
  return readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n')
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.once('connect', () => socket.destroy())
    socket.once('error', () => resolve(false))
  })
}

test('keeps what was committed over a stop, with fsync on and open to this machine only', async () => {
  const first = await startEmbeddedPostgres({ dataDirectory })
  await answerOf(await first.ensureDatabase('shop'), (sql) => sql`create table kept as select 1 as one`)
  await first.stop()
  const second = await start(true)
  const [row] = await answerOf(
    second.url('shop'),
    (sql) => sql`
      select one, current_setting('fsync') as fsync, current_setting('listen_addresses') as listens from kept
    `,
  )
  expect(row).toEqual({ one: 1, fsync: 'on', listens: '127.0.0.1' })
})

test('the password is for its owner only and is asked for', async () => {
  const server = await start()
  expect(statSync(`${dataDirectory}.password`).mode & 0o777).toBe(0o600)
  const withoutPassword = server.url('postgres').replace(/postgres:[0-9a-f]+@/, 'postgres:wrong@')
  await expect(answerOf(withoutPassword, (sql) => sql`select 1`)).rejects.toMatchObject({ code: '28P01' })
})

test('a second live owner is refused by name, and the first is not disturbed', async () => {
  const server = await start()
  await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toMatchObject({
    code: 'home_in_use',
    message: expect.stringContaining(`process ${process.pid}`),
  })
  expect(await answerOf(server.url('postgres'), (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('the Postgres of a killed run is stopped, and its committed rows are there', async () => {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, '../../supabase/embedded.ts'))}
    import postgres from ${JSON.stringify(import.meta.resolve('postgres'))}
    const server = await startEmbeddedPostgres({ dataDirectory: ${JSON.stringify(dataDirectory)}, durable: false })
    await postgres(server.url('postgres'))\`create table kept as select 7 as seven\`
    process.kill(process.pid, 'SIGKILL')
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
  const [, signal] = await once(child, 'exit')
  expect(signal).toBe('SIGKILL')
  const [orphan, , , orphanPort] = postmasterLines()
  expect(await canConnect(Number(orphanPort))).toBe(true)
  const server = await start()
  expect(await canConnect(Number(orphanPort))).toBe(false)
  expect(postmasterLines()[0]).not.toBe(orphan)
  expect(await answerOf(server.url('postgres'), (sql) => sql`select seven from kept`)).toEqual([{ seven: 7 }])
})

test('a pid of the past that another program has now is left alone', async () => {
  await startEmbeddedPostgres({ dataDirectory, durable: false }).then((server) => server.stop())
  const other = spawn('sleep', ['60'])
  onTestFinished(() => void other.kill())
  const lines = [String(other.pid), dataDirectory, '1', '1', '', '127.0.0.1', '', 'ready']
  writeFileSync(join(dataDirectory, 'postmaster.pid'), lines.join('\n'))
  chownSync(join(dataDirectory, 'postmaster.pid'), statSync(dataDirectory).uid, statSync(dataDirectory).gid)
  const server = await start()
  expect(await answerOf(server.url('postgres'), (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
  expect(other.exitCode ?? other.signalCode).toBeNull()
})

test('a data directory of another Postgres major is refused in one sentence', async () => {
  mkdirSync(dataDirectory)
  writeFileSync(join(dataDirectory, 'PG_VERSION'), '14\n')
  await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toMatchObject({
    name: 'UserError',
    code: 'other_postgres_major',
    message: expect.stringMatching(/made by Postgres 14, this is Postgres 18/),
  })
})

test('a directory of something else is not touched', async () => {
  mkdirSync(dataDirectory)
  writeFileSync(join(dataDirectory, 'thesis.txt'), 'years of work')
  await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toMatchObject({ code: 'not_a_cluster' })
  expect(readFileSync(join(dataDirectory, 'thesis.txt'), 'utf8')).toBe('years of work')
})

test('a first start that was killed halfway is begun again', async () => {
  mkdirSync(`${dataDirectory}.unfinished`)
  writeFileSync(join(`${dataDirectory}.unfinished`, 'PG_VERSION'), '18\n')
  await start()
  expect(existsSync(`${dataDirectory}.unfinished`)).toBe(false)
})

test('a lost password is named, not worked around', async () => {
  await startEmbeddedPostgres({ dataDirectory, durable: false }).then((server) => server.stop())
  rmSync(`${dataDirectory}.password`)
  await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toMatchObject({ code: 'password_missing' })
})

test('a home that is a file is unreadable', async () => {
  writeFileSync(join(home, 'file'), '')
  chmodSync(join(home, 'file'), 0o400)
  await expect(startEmbeddedPostgres({ dataDirectory: join(home, 'file', 'postgres') })).rejects.toMatchObject({
    code: 'unreadable_home',
  })
})
