import { realpathSync } from 'node:fs'
import { UserError } from '../../core/errors.ts'
import { canReach, type RunAs } from './run-as.ts'

export interface AsUser {
  /** How that user names the directory. */
  path: string
  spawn: { cwd: string; uid?: number; gid?: number; env: Record<string, string> }
}

/**
 * Starts a program for a data directory. When root's home is closed to the database's user, it gets the directory as
 * its working directory (entered before rights are dropped) and names it by that: no right of ours is loosened.
 */
export function asUser(runAs: RunAs, directory: string): AsUser {
  const real = realpathSync(directory)
  const env = { LC_ALL: 'C', TZ: 'UTC' }
  if (!runAs) return { path: real, spawn: { cwd: '/', env } }
  if (canReach(runAs, `${real}/PG_VERSION`)) return { path: real, spawn: { cwd: '/', env, ...runAs } }
  if (process.platform === 'linux') return { path: '/proc/self/cwd', spawn: { cwd: real, env, ...runAs } }
  throw new UserError(
    'unreadable_home',
    `${directory} cannot be reached by the user that runs Postgres: choose another TRACKLAYER_HOME.`,
  )
}
