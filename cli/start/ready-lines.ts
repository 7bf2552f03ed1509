import type { Settings } from '../settings.ts'
import type { DevFile } from './dev-file.ts'

/** What a person needs next: where to post, with which key, where to look. */
export function readyLines(dev: DevFile, { settings, seconds }: { settings: Settings; seconds: number }): string[] {
  return [
    `TrackLayer is ready after ${seconds.toFixed(1)} s.`,
    ...(dev.ingestUrl === ''
      ? ['  workers only: no door is open here']
      : [`  post events to   ${dev.ingestUrl}/v1/track`]),
    ...dev.workspaces.flatMap(({ slug, region, writeKey, secretKey }) => [
      `  ${slug} (${region})`,
      `    write key      ${writeKey}`,
      `    secret key     ${secretKey}`,
    ]),
    ...(dev.sandboxUrl === null
      ? []
      : [
          `  fake vendors     ${dev.sandboxUrl}  (what each was sent; let through the private-address guard)`,
          '  a whole shop day npm run demo',
        ]),
    bindingLine(settings),
    `  all of this      ${settings.home}/dev.json`,
    'Ctrl-C stops it; the data stays.',
  ]
}

function bindingLine({ host }: Settings): string {
  const isLoopback = host === '127.0.0.1' || host === 'localhost' || host === '::1'
  return isLoopback
    ? `  bound to         ${host}: only this machine can reach it (HOST changes that)`
    : `  bound to         ${host}: reachable from outside this machine, without TLS of its own`
}
