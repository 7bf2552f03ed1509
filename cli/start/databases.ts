import { type Region, regions } from '../../core/config.ts'
import { startEmbeddedPostgres } from '../../supabase/embedded.ts'
import { migrate } from '../../supabase/migrate.ts'
import type { Settings } from '../settings.ts'
import type { Home } from './home.ts'

export type DatabaseUrls = Record<'control' | Region, string>

export interface Databases {
  urls: DatabaseUrls
  embedded: boolean
  stop(): Promise<void>
}

/** External databases when the environment names them, else one embedded Postgres with a database each. Migrated either way. */
export async function openDatabases(settings: Settings, home: Home, now: Date): Promise<Databases> {
  const databases = settings.databases.control === null ? await startEmbedded(home) : external(settings)
  try {
    // One after the other: roles are cluster-wide, and the runner's lock would make them wait anyway.
    for (const name of served(settings)) await migrate(databases.urls[name], { now })
    return databases
  } catch (error) {
    await databases.stop()
    throw error
  }
}

async function startEmbedded(home: Home): Promise<Databases> {
  const postgres = await startEmbeddedPostgres({ dataDirectory: home.file('postgres') })
  const urls = {
    control: await postgres.ensureDatabase('control'),
    'eu-central-1': await postgres.ensureDatabase('eu_central_1'),
    'us-east-1': await postgres.ensureDatabase('us_east_1'),
  }
  return { urls, embedded: true, stop: () => postgres.stop() }
}

function external({ databases }: Settings): Databases {
  const urls = Object.fromEntries(Object.entries(databases).map(([name, url]) => [name, url ?? ''])) as DatabaseUrls
  return { urls, embedded: false, stop: async () => undefined }
}

function served(settings: Settings): ('control' | Region)[] {
  return ['control', ...regions.filter((region) => settings.regions.includes(region))]
}
