import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import type { Region } from '../../core/config.ts'
import { migrate } from '../../supabase/migrate.ts'
import type { Cluster } from './cluster.ts'
import { type Shop, shopsFile } from './shops.ts'

export type Urls = Record<'control' | Region, string>

/** Control and the European region in one cluster, the American one where it is told. */
export async function makeDatabases(main: Cluster, other: Cluster): Promise<Urls> {
  const urls = {
    control: await database(main, 'control'),
    'eu-central-1': await database(main, 'eu_central_1'),
    'us-east-1': await database(other, 'us_east_1'),
  }
  for (const url of Object.values(urls)) await migrate(url, { now: new Date() })
  return urls
}

async function database(cluster: Cluster, name: string): Promise<string> {
  const sql = openSql(cluster.url('postgres'))
  await sql`create database ${sql(name)}`
  await sql.end()
  return cluster.url(name)
}

/** By the same command that everyone uses. */
export async function applyShops(options: {
  folder: string
  shops: readonly Shop[]
  sinkUrl: string
  env: Record<string, string>
}): Promise<void> {
  const { text, env } = shopsFile(options.shops, options.sinkUrl)
  const file = join(options.folder, 'shops.yaml')
  await writeFile(file, text)
  const command = join(import.meta.dirname, '../../cli/main.ts')
  execFileSync(process.execPath, [command, 'apply', file], {
    env: { PATH: process.env.PATH, ...options.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

export function openSql(url: string, max = 2): postgres.Sql {
  return postgres(url, { max, onnotice: () => undefined })
}
