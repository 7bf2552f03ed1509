import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..')

/** A process of this folder that prints its address when it is ready. */
export interface Server {
  url: string
  pid: number
  stop(): void
}

export async function startServer(file: string, args: readonly string[] = []): Promise<Server> {
  const child = spawn(process.execPath, [join(folder, file), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await firstLine(child)
  return { url, pid: child.pid ?? 0, stop: () => void child.kill('SIGKILL') }
}

export interface Load {
  url: string
  /** `#` becomes a fresh number, `~` the time in milliseconds. */
  body: string
  connections: number
  seconds: number
  /** Requests a second; as many as go when not told. */
  rate?: number
  authorization?: string
}

export interface Generated {
  requestsPerSecond: number
  failed: number
  p50Ms: number
  p99Ms: number
  cpuShare: number
}

export async function generate({ body, ...load }: Load): Promise<Generated> {
  const child = spawn(process.execPath, [join(folder, 'limits/generator.ts'), JSON.stringify(load)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(body)
  const generated = JSON.parse(await firstLine(child)) as Generated
  if (generated.failed > 0) throw new Error(`${generated.failed} requests were not answered with 2xx`)
  return generated
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
      const end = said.indexOf('\n')
      if (end >= 0) resolve(said.slice(0, end))
    })
    child.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code} before it said anything`)))
  })
}
