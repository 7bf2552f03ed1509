import type { Command } from 'commander'
import { regions } from '../../core/config.ts'
import { migrate } from '../../supabase/migrate.ts'
import { databaseUrls } from '../database-urls.ts'
import { type Io, show } from '../io.ts'
import { parseSettings } from '../settings.ts'

interface Options {
  json?: boolean
}

export function registerMigrate(program: Command, io: Io): void {
  program
    .command('migrate')
    .description('bring control and every region served here to this version')
    .option('--json')
    .action((options: Options) => migrateAll(io, options))
}

async function migrateAll(io: Io, options: Options): Promise<void> {
  const settings = parseSettings(io.env)
  const urls = await databaseUrls(io, settings)
  const done: { database: string; applied: string[] }[] = []
  for (const database of ['control', ...regions.filter((region) => settings.regions.includes(region))] as const) {
    const url = urls[database]
    if (url === null) continue
    const { applied } = await migrate(url, { now: io.now(), log: io.note })
    done.push({ database, applied })
  }
  const lines = () => done.map(({ database, applied }) => `${database}: ${applied.length} applied`)
  show(io, options, { value: done, lines })
}
