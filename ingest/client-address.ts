import ipaddr from 'ipaddr.js'

export type TrustsAddress = (address: string) => boolean

/** `list` holds addresses and CIDR ranges; a bad one throws at start, by name. */
export function trustedProxies(list: readonly string[]): TrustsAddress {
  const ranges = list.map((entry) => (entry.includes('/') ? ipaddr.parseCIDR(entry) : wholeAddress(entry)))
  return (address) => {
    const parsed = parse(address)
    return parsed !== null && ranges.some((range) => parsed.kind() === range[0].kind() && parsed.match(range))
  }
}

/**
 * The peer, unless it is a trusted proxy: then the last address in X-Forwarded-For that no trusted proxy of ours has.
 * Everything left of that is what the client itself wrote.
 */
export function clientAddress(request: {
  peer: string | null
  forwardedFor: string | null
  trusts: TrustsAddress
}): string | null {
  const { peer, forwardedFor, trusts } = request
  const hops = [
    ...(forwardedFor ?? '')
      .split(',')
      .map((hop) => hop.trim())
      .filter(Boolean),
    peer ?? '',
  ]
  let address = normal(peer)
  for (const hop of hops.reverse()) {
    const known = normal(hop)
    if (known === null) break
    address = known
    if (!trusts(known)) break
  }
  return address
}

/** The canonical text of a valid address (IPv4 also out of its IPv6 form), else null. */
export function normal(address: unknown): string | null {
  return typeof address === 'string' ? (parse(address)?.toString() ?? null) : null
}

/** Whom limits count: an IPv6 customer has a whole /64 and could change the address with every request. */
export function addressGroup(address: string | null): string {
  if (address === null) return 'unknown'
  const parsed = parse(address)
  const groups = parsed?.kind() === 'ipv6' ? parsed.toNormalizedString().split(':').slice(0, 4) : null
  return groups === null ? address : `${groups.join(':')}::/64`
}

export function isPrivate(address: string | null): boolean {
  const range = address === null ? undefined : parse(address)?.range()
  return range === 'loopback' || range === 'private' || range === 'uniqueLocal' || range === 'linkLocal'
}

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  // ipaddr.js also takes `1` and `0x7f.1`: forms no proxy writes.
  const isUsual = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || text.includes(':')
  return isUsual && ipaddr.isValid(text) ? ipaddr.process(text) : null
}

function wholeAddress(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = ipaddr.process(entry)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
