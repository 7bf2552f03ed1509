import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'

export interface ContainerReaper {
  /** What every container wears that is to go. */
  labels: Record<string, string>
  /** Resolves when they are gone. */
  reap(): Promise<void>
}

const label = 'tracklayer.suite'

const script = [
  'cat >/dev/null',
  `containers=$(docker ps -aq --filter "label=${label}=$1")`,
  '[ -z "$containers" ] || docker rm --force --volumes $containers >/dev/null',
].join('\n')

/**
 * Removes containers when asked and when this process ends in any way: the shell reads a pipe that closes then, also
 * after `kill -9`. Testcontainers' own reaper is an image of a registry, and no registry is asked here.
 */
export function startContainerReaper(): ContainerReaper {
  const suite = randomUUID()
  const shell = spawn('sh', ['-ec', script, 'reaper', suite], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = once(shell, 'exit')
  shell.unref()
  return {
    labels: { [label]: suite },
    async reap() {
      shell.stdin.end()
      const [code] = await ended
      if (code !== 0) throw new Error(`containers were left behind: docker ps -a --filter label=${label}=${suite}`)
    },
  }
}
