import type { LookupAddress, LookupOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { assertPublic, type EgressRules, hostPortOf } from './egress.ts'

/** Looks a name up; replaced in tests. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>

/**
 * A connector that checks every address a name resolved to and connects to those very addresses: no second look-up in
 * between that could answer otherwise. SNI and Host keep the name.
 */
export function guardedConnector(options: {
  rules: EgressRules
  resolve: Resolve
  connectTimeoutMs: number
}): buildConnector.connector {
  // HTTP/1.1 only: the check before the first byte hangs on one request per write.
  const shared = { timeout: options.connectTimeoutMs, allowH2: false }
  const open = buildConnector({ ...shared, lookup: lookupWith(options.resolve, () => undefined) })
  const guarded = buildConnector({ ...shared, lookup: lookupWith(options.resolve, assertPublic) })
  return (target, callback) => {
    const connect = options.rules.allow.has(allowKeyOf(target)) ? open : guarded
    connect(target, callback)
  }
}

function allowKeyOf(target: buildConnector.Options): string {
  // undici strips the brackets of an IPv6 literal, URL keeps them.
  const hostname = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname
  return hostPortOf({ hostname, port: target.port, protocol: target.protocol })
}

function lookupWith(resolve: Resolve, check: (addresses: readonly string[]) => void): LookupFunction {
  return (hostname, options, done) => {
    checkedAddresses(hostname, resolve, check).then(
      (addresses) => answerLookup(addresses, options, done),
      (error: NodeJS.ErrnoException) => done(error, ''),
    )
  }
}

async function checkedAddresses(
  hostname: string,
  resolve: Resolve,
  check: (addresses: readonly string[]) => void,
): Promise<LookupAddress[]> {
  const addresses = await resolve(hostname)
  if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' })
  check(addresses.map(({ address }) => address))
  return addresses
}

function answerLookup(addresses: LookupAddress[], options: LookupOptions, done: Parameters<LookupFunction>[2]): void {
  const [first] = addresses as [LookupAddress]
  if (options.all === true) done(null, addresses)
  else done(null, first.address, first.family)
}
