import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findingsIn } from '../../scripts/house-rules/findings.ts'
import { runScript } from '../support/run-script.ts'

const refusedSql: [name: string, source: string, rule: string][] = [
  ['a select with a value in it', 'const q = `select * from events where id = ${id}`', 'glued-sql'],
  ['an upper-case delete', "const q = 'DELETE FROM events WHERE id = ' + id", 'glued-sql'],
  ['a table name in an update', 'const q = `update ${table} set state = 1`', 'glued-sql'],
  ['a role name', 'const q = `create role ${name} nologin`', 'glued-sql'],
  ['a statement over several lines', 'const q = `\n  insert into a\n  values (${v})`', 'glued-sql'],
  ['a function call', 'const q = `select api.ingest_events(${json})`', 'glued-sql'],
  ['unsafe() with a variable', 'await sql.unsafe(text)', 'unsafe-sql'],
  ['unsafe() with a template', 'await sql.unsafe(`set statement_timeout = ${ms}`)', 'unsafe-sql'],
  ['query() with glued text', "await client.query('listen ' + channel)", 'glued-sql'],
  ['a glued part inside the sql tag', 'await sql`${`select 1 from ${table}`}`', 'glued-sql'],
]

const acceptedSql: [name: string, source: string][] = [
  ['the sql tag', 'await sql`select * from events where id = ${id}`'],
  ['a tag of a transaction', 'await tx.sql`delete from queue where id = ${id}`'],
  ['unsafe() with a literal', "await sql.unsafe('create extension pgtap')"],
  ['prose that starts with a verb', 'const s = `select ${n} destinations, then update ${m} routes`'],
  ['a query parameter of a request', "const id = c.req.query('id')"],
]

test.each(refusedSql)('%s is refused', (_name, source, rule) => {
  expect(findingsIn('workers/planted.ts', `\n${source}`)).toEqual([
    expect.stringMatching(new RegExp(`^workers/planted\\.ts:\\d+ ${rule}: `)),
  ])
})

test.each(acceptedSql)('%s is accepted', (_name, source) => {
  expect(findingsIn('workers/innocent.ts', source)).toEqual([])
})

test('the migration runner may run the text of a migration', () => {
  expect(findingsIn('supabase/migrate.ts', 'await sql.unsafe(text)')).toEqual([])
})

test.each(['Date.now()', 'new Date()', 'Math.random()', 'fetch(url)'])(
  '%s is refused in router/ and core/',
  (source) => {
    expect(findingsIn('router/a.ts', source)).toEqual([expect.stringContaining('router/a.ts:1 hidden-input: ')])
    expect(findingsIn('core/a.ts', source)).toHaveLength(1)
    expect(findingsIn('workers/a.ts', source)).toEqual([])
  },
)

test('a date made from a value is no hidden input', () => {
  expect(findingsIn('router/a.ts', 'new Date(now)')).toEqual([])
})

test('the command exits 1 on a planted violation and names its place', async () => {
  const { exitCode, output } = await lint({ 'workers/planted.ts': 'await sql.unsafe(text)' })
  expect(output).toContain('workers/planted.ts:1 unsafe-sql:')
  expect(exitCode).toBe(1)
})

test('the command exits 0 where nothing is wrong', async () => {
  expect(await lint({ 'workers/innocent.ts': 'export {}' })).toEqual({
    exitCode: 0,
    output: 'house rules hold in 1 files\n',
  })
})

test('the command exits 1 when it read no file', async () => {
  const { exitCode, output } = await lint({})
  expect(output).toContain('0 files were read')
  expect(exitCode).toBe(1)
})

async function lint(files: Record<string, string>): Promise<{ exitCode: number | null; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklayer-lint-'))
  for (const [file, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), source)
  }
  const result = await runScript('scripts/lint-house.ts', { cwd: folder })
  rmSync(folder, { recursive: true })
  return result
}
