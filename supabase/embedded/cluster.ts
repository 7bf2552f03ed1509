import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { UserError } from '../../core/errors.ts'
import { asUser } from './as-user.ts'
import type { Binaries } from './binaries.ts'
import type { RunAs } from './run-as.ts'

export interface ClusterOptions {
  dataDirectory: string
  binaries: Binaries
  runAs: RunAs
  durable: boolean
  log: (line: string) => void
}

/** Makes the cluster when the directory is empty; returns its password, kept beside it. */
export async function prepareCluster(options: ClusterOptions): Promise<string> {
  const { dataDirectory, binaries } = options
  const entries = readEntries(dataDirectory)
  if (entries.length === 0) return createCluster(options)
  if (!entries.includes('PG_VERSION')) {
    throw new UserError(
      'not_a_cluster',
      `${dataDirectory} holds files but no Postgres data: empty it or choose another TRACKLAYER_HOME.`,
    )
  }
  refuseOtherMajor(dataDirectory, binaries.major)
  return readPassword(dataDirectory)
}

function readEntries(dataDirectory: string): string[] {
  try {
    return existsSync(dataDirectory) ? readdirSync(dataDirectory) : []
  } catch {
    throw new UserError(
      'unreadable_home',
      `${dataDirectory} cannot be read by this user: start as its owner or choose another TRACKLAYER_HOME.`,
    )
  }
}

function refuseOtherMajor(dataDirectory: string, ours: number): void {
  const found = readFileSync(join(dataDirectory, 'PG_VERSION'), 'utf8').trim()
  if (found === String(ours)) return
  throw new UserError(
    'other_postgres_major',
    `${dataDirectory} was made by Postgres ${found}, this is Postgres ${ours}: dump it with the old one and load it here, or choose another TRACKLAYER_HOME.`,
  )
}

/** Made under another name and renamed when whole, so that a killed first start leaves nothing half-made. */
function createCluster({ dataDirectory, binaries, runAs, durable, log }: ClusterOptions): string {
  const unfinished = `${dataDirectory}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  if (runAs) chownSync(unfinished, runAs.uid, runAs.gid)
  const password = randomBytes(24).toString('hex')
  log(`making a database cluster in ${basename(dataDirectory)}`)
  runInitdb({ directory: unfinished, initdb: binaries.initdb, runAs, durable, password })
  writeFileSync(passwordFile(dataDirectory), password, { mode: 0o600 })
  rmSync(dataDirectory, { recursive: true, force: true })
  renameSync(unfinished, dataDirectory)
  return password
}

function runInitdb(options: {
  directory: string
  initdb: string
  runAs: RunAs
  durable: boolean
  password: string
}): void {
  const { directory, initdb, runAs, durable, password } = options
  const { path, spawn } = asUser(runAs, directory)
  const { pwfile, forget } = passwordForInitdb(password, runAs)
  const made = spawnSync(
    initdb,
    [
      ...['-D', path, '-U', 'postgres', '--encoding=UTF8', '--no-locale', '--auth=scram-sha-256'],
      ...[`--pwfile=${pwfile}`, ...(durable ? [] : ['--no-sync'])],
    ],
    { ...spawn, encoding: 'utf8' },
  )
  forget()
  if (made.status === 0) return
  const reason = made.error?.message ?? lastLine(made.stderr)
  throw new UserError('initdb_failed', `The database cluster could not be made in ${directory}: ${reason}`)
}

/** initdb takes it from a file only, and cannot open the socket that Node gives as standard input. */
function passwordForInitdb(password: string, runAs: RunAs): { pwfile: string; forget(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'tracklayer-'))
  const pwfile = join(directory, 'password')
  writeFileSync(pwfile, `${password}\n`, { mode: 0o600 })
  if (runAs) for (const path of [pwfile, directory]) chownSync(path, runAs.uid, runAs.gid)
  return { pwfile, forget: () => rmSync(directory, { recursive: true }) }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

function readPassword(dataDirectory: string): string {
  try {
    return readFileSync(passwordFile(dataDirectory), 'utf8').trim()
  } catch {
    throw new UserError(
      'password_missing',
      `${passwordFile(dataDirectory)} is missing or unreadable: the database in ${dataDirectory} cannot be opened without it.`,
    )
  }
}

function passwordFile(dataDirectory: string): string {
  return `${dataDirectory}.password`
}
