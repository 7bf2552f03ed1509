import type { Region } from '../core/config.ts'
import type { Io } from './io.ts'
import { runningInstance } from './running-instance.ts'
import type { Settings } from './settings.ts'

export type DatabaseUrls = Record<'control' | Region, string | null>

/** The environment's databases, or those of the instance that runs on this home. */
export async function databaseUrls(io: Io, settings: Settings): Promise<DatabaseUrls> {
  if (settings.databases.control !== null) return settings.databases
  return (await runningInstance(io, settings.home)).databases
}
