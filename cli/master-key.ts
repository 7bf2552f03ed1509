import { join } from 'node:path'
import { UserError } from '../core/errors.ts'
import { type MasterKey, masterKeyFrom } from '../core/keyring.ts'
import type { Io } from './io.ts'
import type { Settings } from './settings.ts'

/** Made by `start` when the environment names none: 32 bytes as base64, readable by its owner only. */
export const masterKeyFile = 'master.key'

/** The environment's key, or the one of this home; a command never makes one. */
export async function readMasterKey(io: Io, { masterKey, home }: Settings): Promise<MasterKey> {
  if (masterKey !== null) return masterKeyFrom(masterKey)
  const path = join(home, masterKeyFile)
  const text = await io.readFile(path).catch(() => {
    throw new UserError('no_master_key', `${path} cannot be read: set TRACKLAYER_MASTER_KEY or TRACKLAYER_HOME`)
  })
  const bytes = Buffer.from(text.trim(), 'base64')
  if (bytes.length !== 32) throw new UserError('no_master_key', `${path} does not hold 32 bytes in base64`)
  return masterKeyFrom(bytes)
}
