import { captureGpc } from '../core/consent/gpc.ts'
import type { IngestContext } from './http.ts'
import type { IngestDeps, KeyFacts } from './ports.ts'

/** What the request itself says, beside its events. */
export interface RequestFacts {
  receivedAt: Date
  door: 'write' | 'secret'
  /** The client's address: the person's only when `fromBrowser` or `context.direct`. */
  address: string | null
  userAgent: string | null
  /** A page sent it: address, user agent and geo header are the person's and not a server's. */
  fromBrowser: boolean
  gpc: true | undefined
  geoHeader: { country: string; region: string | null } | null
  trustedProxy: boolean
}

export function requestFacts(c: IngestContext, deps: IngestDeps, key: KeyFacts): RequestFacts {
  const peer = deps.peerAddress(c.env)
  const country = c.req.header(deps.geoHeaders.country)
  return {
    receivedAt: deps.clock(),
    door: key.kind,
    address: c.get('address'),
    userAgent: c.req.header('user-agent')?.slice(0, userAgentLengthMax) ?? null,
    fromBrowser: key.kind === 'write' && c.req.header('origin') !== undefined,
    gpc: captureGpc(c.req.header('sec-gpc') ?? null),
    geoHeader: country === undefined ? null : { country, region: c.req.header(deps.geoHeaders.region) ?? null },
    trustedProxy: peer !== null && deps.trusts(peer),
  }
}

export const userAgentLengthMax = 1_024
