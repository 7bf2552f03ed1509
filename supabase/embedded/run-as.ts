import { lstatSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UserError } from '../../core/errors.ts'

/** The user Postgres runs as; null = ours. */
export type RunAs = { uid: number; gid: number } | null

/** Postgres refuses to run as root: then the owner of the data directory, else `postgres`, else `nobody`. */
export function runAsFor(dataDirectory: string): RunAs {
  if (process.getuid?.() !== 0) return null
  const owner = ownerOf(dataDirectory)
  if (owner && owner.uid !== 0) return owner
  const user = passwdEntry('postgres') ?? passwdEntry('nobody')
  if (user) return user
  throw new UserError(
    'no_database_user',
    'Postgres cannot run as root: add a user named postgres, or start as another user.',
  )
}

/** Whether that user may pass every directory on the way: a checkout under root's home is closed to others. */
export function canReach(runAs: RunAs, path: string): boolean {
  const { uid, gid } = runAs ?? { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 }
  return ancestorsOf(path).every((directory) => {
    const { mode, uid: owner, gid: group } = statSync(directory)
    if (owner === uid) return (mode & 0o100) !== 0
    return (mode & (group === gid ? 0o010 : 0o001)) !== 0
  })
}

function ancestorsOf(path: string): string[] {
  const parent = dirname(resolve(path))
  return parent === resolve(path) ? [parent] : [...ancestorsOf(parent), parent]
}

function ownerOf(directory: string): { uid: number; gid: number } | null {
  const stat = lstatSync(directory, { throwIfNoEntry: false })
  return stat ? { uid: stat.uid, gid: stat.gid } : null
}

function passwdEntry(name: string): { uid: number; gid: number } | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  if (!line) return null
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}
