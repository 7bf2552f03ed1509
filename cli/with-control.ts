import { randomUUID } from 'node:crypto'
import type { Control } from '../control/control.ts'
import { type Region, regions } from '../core/config.ts'
import { UserError } from '../core/errors.ts'
import { connectControl, connectRegion } from '../supabase/queries/connect.ts'
import type { ReaderStore, TokenStore } from '../supabase/queries/ports.ts'
import { registryCatalogue } from './catalogue.ts'
import { databaseUrls } from './database-urls.ts'
import type { Io } from './io.ts'
import { readMasterKey } from './master-key.ts'
import { databaseVariable, parseSettings } from './settings.ts'

export interface Desk {
  control: Control
  /** Null = no connection to this region is configured. */
  reader(region: Region): ReaderStore | null
  /** Throws UserError without a connection to the region. */
  tokens(region: Region): TokenStore
}

/** Opens the databases for one command and closes them after it, whatever happened. */
export async function withControl<T>(io: Io, work: (desk: Desk) => Promise<T>): Promise<T> {
  const settings = parseSettings(io.env)
  const urls = await databaseUrls(io, settings)
  const master = await readMasterKey(io, settings)
  const store = connectControl(urlOrRefuse(urls.control, 'control'))
  const open = new Map(
    regions.flatMap((region) => (urls[region] === null ? [] : [[region, connectRegion(urls[region])]])),
  )
  const region = (name: Region) => open.get(name) ?? refuse(name)
  try {
    // Before anything is sealed: under another key it could never be opened again.
    await store.claimInstallation(master.fingerprint)
    const control: Control = {
      actor: { kind: 'cli', id: io.user, role: 'admin' },
      store,
      region: (name) => region(name).admin,
      master,
      catalogue: registryCatalogue(),
      now: io.now,
      newId: randomUUID,
    }
    return await work({
      control,
      reader: (name) => open.get(name)?.reader ?? null,
      tokens: (name) => region(name).tokens,
    })
  } finally {
    await Promise.all([store, ...open.values()].map((one) => one.close()))
  }
}

function urlOrRefuse(url: string | null, database: 'control' | Region): string {
  return url ?? refuse(database)
}

function refuse(database: 'control' | Region): never {
  throw new UserError('no_database', `${databaseVariable(database)} is not set: this command needs that database`)
}
