import type { Sql } from 'postgres'

/** Every row of every table of ours, as text in a fixed order: for "nothing changed" and "nothing of this is in there". */
export async function dumpOf(sql: Sql): Promise<string> {
  const tables = await sql<{ schema: string; name: string }[]>`
    select n.nspname as schema, c.relname as name
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('control', 'data', 'api') and c.relkind in ('r', 'p') and not c.relispartition
    order by 1, 2
  `
  const parts: string[] = []
  for (const { schema, name } of tables) {
    const rows = await sql<{ row: string }[]>`select to_jsonb(t)::text as row from ${sql(schema)}.${sql(name)} as t`
    parts.push(`${schema}.${name}`, ...rows.map(({ row }) => row).sort())
  }
  return parts.join('\n')
}
