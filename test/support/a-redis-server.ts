import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../supabase/embedded/free-port.ts'

export interface RedisServer {
  url: string
  stop(): Promise<void>
}

/** A real redis-server on a free port, in memory only. */
export async function aRedisServer(program: string): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tracklayer-redis-'))
  const port = await freePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const child = spawn(program, options, { stdio: 'ignore' })
  await answers(port)
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      await exited(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  const done = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  return done
}

async function answers(port: number): Promise<void> {
  for (;;) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
      socket.unref()
      setTimeout(() => socket.destroy(), 100).unref()
    })
    if (isUp) return
  }
}
