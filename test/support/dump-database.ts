import postgres from 'postgres'

/** Every row of every table as text, partitions included: what a stolen dump would hold. */
export async function dumpDatabase(ownerUrl: string): Promise<string> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    const tables = await sql<{ schema: string; name: string }[]>`
      select n.nspname as schema, c.relname as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
      order by 1, 2`
    const dumps: string[] = []
    for (const { schema, name } of tables) {
      const rows = await sql<{ row: string }[]>`select t::text as row from ${sql(schema)}.${sql(name)} t`
      dumps.push(...rows.map(({ row }) => `${schema}.${name} ${row}`))
    }
    return dumps.join('\n')
  } finally {
    await sql.end()
  }
}
