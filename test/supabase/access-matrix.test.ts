import type postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TwoWorkspaces, twoWorkspaces } from '../support/two-workspaces.ts'
import { functions, hiddenEventColumns, memberFunctions, serviceRoles, tables } from './access-expectations.ts'

/** One row of the installation or the region, not of a workspace. */
const ofNobody = ['control.installation', 'data.duties', 'data.heartbeats', 'data.seal_position']

let scene: TwoWorkspaces
let sql: postgres.Sql
beforeAll(async () => {
  scene = await twoWorkspaces()
  sql = scene.region.database.sql
}, 120_000)
afterAll(() => scene?.close())

async function rowsSeen(role: string, table: string, workspace: string | null = null): Promise<number | 'denied'> {
  try {
    return await sql.begin(async (transaction) => {
      const claims = workspace === null ? '{}' : JSON.stringify({ workspace_id: workspace, workspace_role: 'viewer' })
      await transaction`select set_config('request.jwt.claims', ${claims}, true)`
      await transaction`select set_config('role', ${role}, true)`
      const [row] = await transaction<{ rows: number }[]>`select count(*)::int as rows from ${sql(table)}`
      return row?.rows ?? 0
    })
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return 'denied'
    throw error
  }
}

describe('the table of expectations', () => {
  test('names every table and every function, and nothing else', async () => {
    const found = await sql<{ name: string }[]>`
      select n.nspname || '.' || c.relname as name
      from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname in ('control', 'data', 'api', 'public') and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
      order by 1`
    expect(found.map(({ name }) => name)).toEqual(Object.keys(tables).sort())
    const callable = await sql<{ name: string }[]>`
      select distinct p.proname as name from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
      where n.nspname = 'api' order by 1`
    expect(callable.map(({ name }) => name)).toEqual(Object.keys(functions).sort())
  })

  test('every table forces row level security, partitions too, and belongs to an owner that cannot log in or bypass it', async () => {
    const open = await sql`
      select c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname in ('control', 'data') and c.relkind in ('r', 'p')
        and not (c.relrowsecurity and c.relforcerowsecurity and pg_get_userbyid(c.relowner) = 'tl_owner')`
    expect(open).toEqual([])
    const [owner] = await sql`select rolcanlogin, rolbypassrls, rolsuper from pg_roles where rolname = 'tl_owner'`
    expect(owner).toEqual({ rolcanlogin: false, rolbypassrls: false, rolsuper: false })
  })
})

describe.each(Object.entries(tables))('%s', (table, members) => {
  test('has rows of both workspaces, which its owner sees and no service role, stranger or anonymous caller does', async () => {
    expect(await rowsSeen('tl_owner', table)).toBeGreaterThanOrEqual(ofNobody.includes(table) ? 1 : 2)
    const seen = await Promise.all([...serviceRoles, 'anon'].map((role) => rowsSeen(role, table)))
    expect(seen).toEqual(seen.map(() => 'denied'))
  })

  test(`shows a member ${members === 'own' ? 'the rows of their workspace and no others' : 'nothing'}`, async () => {
    const { a, b } = scene
    const seen = await Promise.all([a, b].map(({ workspaceId }) => rowsSeen('authenticated', table, workspaceId)))
    if (members === 'nothing') return expect(seen).toEqual(['denied', 'denied'])
    const [all] = await sql<{ a: number; b: number }[]>`
      select count(*) filter (where workspace_id = ${a.workspaceId})::int as a,
             count(*) filter (where workspace_id = ${b.workspaceId})::int as b from ${sql(table)}`
    expect(seen).toEqual([all?.a, all?.b])
    expect(Math.min(...(seen as number[]))).toBeGreaterThan(0)
    expect(await rowsSeen('authenticated', table)).toBe(0)
  })

  test('is written by nobody but its owner', async () => {
    const [granted] = await sql`
      select coalesce(string_agg(role || ' ' || privilege, ', '), '') as found
      from unnest(${[...serviceRoles, 'anon', 'authenticated', 'public']}::text[]) as role,
           unnest(array['insert', 'update', 'delete', 'truncate']) as privilege
      where has_table_privilege(role, ${table}, privilege)`
    expect(granted).toEqual({ found: '' })
  })
})

test('members see no sealed identity and no look-up key of an event', async () => {
  const visible = await sql<{ name: string }[]>`
    select attname as name from pg_attribute
    where attrelid = 'data.events'::regclass and attnum > 0 and not attisdropped
      and not has_column_privilege('authenticated', 'data.events', attname, 'select')
    order by 1`
  expect(visible.map(({ name }) => name)).toEqual(hiddenEventColumns.toSorted())
})

describe.each(Object.entries(functions))('api.%s', (name, allowed) => {
  test(`is for ${allowed.join(' and ')} alone, runs as the owner and trusts no search path`, async () => {
    const found = await sql<{ roles: string[]; definer: boolean; owner: string; config: string[] }[]>`
      select p.prosecdef as definer, pg_get_userbyid(p.proowner) as owner, p.proconfig as config, array(
        select role from unnest(${[...serviceRoles, 'anon', 'authenticated', 'public']}::text[]) as role
        where has_function_privilege(role, p.oid, 'execute') order by role
      ) as roles
      from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
      where n.nspname = 'api' and p.proname = ${name}`
    for (const one of found) {
      expect(one).toMatchObject({ roles: allowed.toSorted(), definer: true, owner: 'tl_owner' })
      expect(one.config).toContain('search_path=""')
    }
    expect(found.length).toBeGreaterThan(0)
  })
})

test('functions outside the schema api are called by nobody but the owner', async () => {
  const found = await sql<{ name: string }[]>`
    select p.proname as name from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname in ('control', 'data')
      and exists (
        select from unnest(${[...serviceRoles, 'anon', 'authenticated', 'public']}::text[]) as role
        where has_function_privilege(role, p.oid, 'execute')
      )`
  expect(found.map(({ name }) => name)).toEqual(memberFunctions)
})
