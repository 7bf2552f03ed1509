import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../supabase/embedded/free-port.ts'
import { until } from './until.ts'

const versions = '/usr/lib/postgresql'

/** Debian's own server, whatever its major: the oldest we run on is 15. */
export function debianPostgresBin(): string | null {
  const found = existsSync(versions) ? readdirSync(versions) : []
  const bins = found.map((version) => join(versions, version, 'bin')).filter((bin) => existsSync(join(bin, 'initdb')))
  return bins.sort()[0] ?? null
}

export interface DebianPostgres {
  /** Owner URL of the database `postgres`. */
  url: string
  stop(): Promise<void>
}

export async function startDebianPostgres(bin: string): Promise<DebianPostgres> {
  const data = mkdtempSync(join(tmpdir(), 'tracklayer-debian-pg-'))
  const user = process.getuid?.() === 0 ? postgresUser() : null
  if (user !== null) chownSync(data, user.uid, user.gid)
  const options = { ...user, cwd: '/', stdio: 'ignore' as const }
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], options)
  if (made.status !== 0) throw new Error('initdb of Debian’s Postgres failed')
  const port = await freePort()
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'fsync=off',
  ]
  const server = spawn(join(bin, 'postgres'), args, options)
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  await until('Debian’s Postgres to accept connections', () => {
    const ready = spawnSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
    return ready.status === 0 ? true : null
  })
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      server.kill('SIGINT')
      await ended
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function postgresUser(): { uid: number; gid: number } {
  const idOf = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: idOf('-u'), gid: idOf('-g') }
}
