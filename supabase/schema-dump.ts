import type postgres from 'postgres'

/**
 * The schema as sorted text, from the catalog and not from pg_dump, whose output differs with its version and the
 * server's. Day partitions are left out: they come and go.
 */
export async function dumpSchema(sql: postgres.Sql): Promise<string> {
  const sections = [
    ...(await lines(sql, 'table', tables)),
    ...(await lines(sql, 'constraint', constraints)),
    ...(await lines(sql, 'index', indexes)),
    ...(await lines(sql, 'policy', policies)),
    ...(await lines(sql, 'trigger', triggers)),
    ...(await lines(sql, 'type', types)),
    ...(await lines(sql, 'grant', grants)),
    ...(await lines(sql, 'function', functions)),
  ]
  return `-- Made by test/supabase/schema.test.ts with TRACKLAYER_UPDATE_SCHEMA=1, which compares it with the migrations.\n\n${sections.join('\n')}\n`
}

type Query = (sql: postgres.Sql) => postgres.PendingQuery<{ line: string }[]>

async function lines(sql: postgres.Sql, kind: string, query: Query): Promise<string[]> {
  const rows = await query(sql)
  return rows.map(({ line }) => `-- ${kind}\n${line.trimEnd()};`)
}

const ours = (sql: postgres.Sql) => sql`n.nspname in ('control', 'data', 'api')`

const tables: Query = (sql) => sql`
  select format('create table %s.%s (%s)%s', n.nspname, c.relname, string_agg(
    format('%s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end,
      coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')), ', ' order by a.attnum
  ), coalesce(' partition by ' || pg_get_partkeydef(c.oid), '')) as line
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
  where ${ours(sql)} and c.relkind in ('r', 'p') and not c.relispartition
  group by n.nspname, c.relname, c.oid order by n.nspname, c.relname`

// Postgres 18 lists not-null constraints of their own; they stand with the columns already.
const constraints: Query = (sql) => sql`
  select format('alter table %s.%s add constraint %s %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)) as line
  from pg_constraint as k join pg_class as c on c.oid = k.conrelid join pg_namespace as n on n.oid = c.relnamespace
  where ${ours(sql)} and c.relkind in ('r', 'p') and not c.relispartition and k.contype <> 'n'
  order by n.nspname, c.relname, k.conname`

const indexes: Query = (sql) => sql`
  select pg_get_indexdef(i.indexrelid) as line
  from pg_index as i join pg_class as c on c.oid = i.indrelid join pg_namespace as n on n.oid = c.relnamespace
  where ${ours(sql)} and c.relkind in ('r', 'p') and not c.relispartition order by 1`

const policies: Query = (sql) => sql`
  select format('create policy "%s" on %s.%s for %s to %s using (%s) with check (%s)', policyname, schemaname, tablename,
    cmd, array_to_string(roles, ', '), coalesce(qual, 'true'), coalesce(with_check, 'true')) as line
  from pg_policies where schemaname in ('control', 'data', 'api') order by schemaname, tablename, policyname`

const triggers: Query = (sql) => sql`
  select pg_get_triggerdef(t.oid) as line
  from pg_trigger as t join pg_class as c on c.oid = t.tgrelid join pg_namespace as n on n.oid = c.relnamespace
  where ${ours(sql)} and not t.tgisinternal and not c.relispartition order by 1`

const types: Query = (sql) => sql`
  select format('create type %s.%s as (%s)', n.nspname, c.relname, string_agg(
    format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum)) as line
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where ${ours(sql)} and c.relkind = 'c' group by n.nspname, c.relname order by n.nspname, c.relname`

const grants: Query = (sql) => sql`
  select format('grant %s on %s.%s to %s', lower(string_agg(g.privilege_type, ', ' order by g.privilege_type)),
    n.nspname, c.relname, g.grantee::regrole) as line
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace cross join lateral aclexplode(c.relacl) as g
  where ${ours(sql)} and c.relkind in ('r', 'p') and not c.relispartition and g.grantee <> c.relowner
  group by n.nspname, c.relname, g.grantee order by n.nspname, c.relname, 1`

const functions: Query = (sql) => sql`
  select format('%s-- for %s', pg_get_functiondef(p.oid), coalesce((
    select string_agg(g.grantee::regrole::text, ', ' order by g.grantee::regrole::text)
    from aclexplode(p.proacl) as g where g.grantee <> p.proowner and g.grantee <> 0), 'its owner alone')) as line
  from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
  where ${ours(sql)} order by n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)`
