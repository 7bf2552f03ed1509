import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { UserError } from '../../core/errors.ts'

/**
 * One owner a data directory. The kernel holds the lock (a listening local socket) and drops it with the process, so
 * that no lock file of a dead or recycled pid is ever believed; the file only names the owner.
 */
export async function takeLock(dataDirectory: string): Promise<() => Promise<void>> {
  makeParent(dataDirectory)
  const pidFile = `${resolve(dataDirectory)}.owner`
  const path = socketFor(dataDirectory)
  if (!path.startsWith('\0')) await removeDeadSocket(path)
  const server = await listen(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    const owner = ownerIn(pidFile)
    throw new UserError(
      'home_in_use',
      `${dirname(pidFile)} is in use by another running TrackLayer${owner}: stop it first.`,
    )
  })
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  return () => new Promise((done) => server.close(() => done()))
}

function makeParent(dataDirectory: string): void {
  const parent = dirname(resolve(dataDirectory))
  try {
    mkdirSync(parent, { recursive: true, mode: 0o700 })
    writeFileSync(`${resolve(dataDirectory)}.owner`, '', { flag: 'a', mode: 0o600 })
  } catch {
    throw new UserError('unreadable_home', `${parent} cannot be read and written by this user.`)
  }
}

/** Linux: an abstract name, gone with the process. Elsewhere a socket file, removed first when nobody answers. */
function socketFor(dataDirectory: string): string {
  const path = join(realpathSync(dirname(resolve(dataDirectory))), basename(dataDirectory))
  const name = `tracklayer-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
}

function removeDeadSocket(path: string): Promise<void> {
  return new Promise((done) => {
    const probe = connect(path, () => {
      probe.destroy()
      done()
    })
    probe.once('error', () => {
      rmSync(path, { force: true })
      done()
    })
  })
}

function listen(path: string): Promise<Server> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', fail)
    server.listen(path, () => done(server.unref()))
  })
}

function ownerIn(pidFile: string): string {
  try {
    const pid = readFileSync(pidFile, 'utf8').trim()
    return pid === '' ? '' : ` (process ${pid})`
  } catch {
    return ''
  }
}
