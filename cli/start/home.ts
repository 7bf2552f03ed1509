import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../../core/errors.ts'

/** The folder of one installation: master key, embedded databases, dev.json, the sandbox's record. */
export interface Home {
  path: string
  file(name: string): string
  /** Lets another process take the home. */
  unlock(): Promise<void>
}

/** Makes the home when it is missing and takes it for this process alone. */
export async function openHome(path: string): Promise<Home> {
  const real = await makeHome(path)
  const lock = await lockHome(real)
  return {
    path: real,
    file: (name) => join(real, name),
    unlock: () => new Promise((resolve) => lock.close(() => resolve())),
  }
}

async function makeHome(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    const real = await realpath(path)
    await writeFile(join(real, '.writable'), '', { mode: 0o600 })
    return real
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new UserError(
      'home_unusable',
      `TRACKLAYER_HOME ${path} cannot be read and written by this user (${code}). Choose a folder of your own.`,
    )
  }
}

/**
 * A listening socket is the lock: the kernel drops it with its process, so that a killed run never blocks the next, and
 * no pid can be mistaken for another's. Linux has names without a file; elsewhere the file of a dead run is replaced.
 */
async function lockHome(real: string): Promise<Server> {
  const name = `tracklayer-${createHash('sha256').update(real).digest('hex').slice(0, 32)}`
  const address = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
  const taken = new UserError(
    'home_in_use',
    `Another TrackLayer already runs on ${real}. Stop it, or set TRACKLAYER_HOME.`,
  )
  const lock = await listen(address)
  if (lock !== null) return lock
  if (await answers(address)) throw taken
  await rm(address, { force: true })
  const second = await listen(address)
  if (second === null) throw taken
  return second
}

function listen(address: string): Promise<Server | null> {
  const server = createServer()
  server.unref()
  return new Promise((resolve) => {
    server.once('error', () => resolve(null))
    server.listen(address, () => resolve(server))
  })
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** A secret of this installation, made once, readable by its owner only. */
export async function secretFile(path: string, bytes: number): Promise<Uint8Array> {
  const found = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new UserError('home_unusable', `${path} cannot be read (${error.code}).`)
  })
  if (found !== null) return decodeSecret(found, path, bytes)
  const secret = randomBytes(bytes)
  await writeFile(path, `${secret.toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  await chmod(path, 0o600)
  return secret
}

function decodeSecret(text: string, path: string, bytes: number): Uint8Array {
  const secret = Buffer.from(text.trim(), 'base64')
  if (secret.length === bytes) return secret
  throw new UserError(
    'master_key_unreadable',
    `${path} does not hold ${bytes} bytes in base64. Restore it from a backup.`,
  )
}
