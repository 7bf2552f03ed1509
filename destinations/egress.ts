import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { InvalidSettingsError } from '../core/errors.ts'

/** Where requests may go: public addresses over https, and the exact `host:port` pairs an operator let through. */
export interface EgressRules {
  allow: ReadonlySet<string>
}

export function egressRules(allow: readonly string[]): EgressRules {
  return { allow: new Set(allow.map((hostPort) => hostPort.toLowerCase())) }
}

/** What can be refused before a name is looked up. Decimal, octal and hex hosts are plain IPv4 once URL parsed them. */
export function urlToSend(text: string, rules: EgressRules): URL {
  const url = parsedUrl(text)
  if (url.username !== '' || url.password !== '') throw refused('a URL with a user name or password')
  if (rules.allow.has(hostPortOf(url))) return url
  if (url.protocol !== 'https:') throw refused('anything but https')
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw refused('a private address')
  return url
}

export function hostPortOf(url: { hostname: string; port: string; protocol: string }): string {
  const usualPort = url.protocol === 'https:' ? '443' : '80'
  return `${url.hostname.toLowerCase()}:${url.port === '' ? usualPort : url.port}`
}

/** One private address among several is enough to refuse: a name that mixes them is made to rebind. */
export function assertPublic(addresses: readonly string[]): void {
  if (!addresses.every(isPublicAddress)) throw refused('a private address')
}

export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false
  const address = ipaddr.parse(text)
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast'
  // Global unicast is 2000::/3 (RFC 4291); `range()` alone calls IPv4-compatible ::7f00:1 and the unassigned rest "unicast".
  return address.match([globalUnicast, 3]) && address.range() === 'unicast'
}

const globalUnicast = ipaddr.IPv6.parse('2000::')

function parsedUrl(text: string): URL {
  if (!URL.canParse(text)) throw new InvalidSettingsError('invalid_url', 'the destination URL is not a URL')
  return new URL(text)
}

/** Names the rule, never the address a name resolved to: that would map the internal network for whoever configures. */
function refused(what: string): InvalidSettingsError {
  return new InvalidSettingsError('egress_refused', `the destination URL leads to ${what}, which is refused`)
}
