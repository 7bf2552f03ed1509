import type { Region } from '../core/config.ts'
import type { MasterKey } from '../core/keyring.ts'
import type { ControlStore, RegionAdminStore } from '../supabase/queries/ports.ts'
import type { Actor } from './authorise.ts'
import type { Catalogue } from './catalogue.ts'

/** What every verb works with: who acts, on which stores, under which keys, at what time. */
export interface Control {
  actor: Actor
  store: ControlStore
  /** Throws UserError when this process holds no connection to the region. */
  region(region: Region): RegionAdminStore
  master: MasterKey
  catalogue: Catalogue
  now(): Date
  newId(): string
}
