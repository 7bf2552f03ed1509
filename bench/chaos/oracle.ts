/** Knows what happened at both ends and nothing of what is between: what was acknowledged, refused, and received. */

export interface Receipt {
  /** `webhook` or `meta`. */
  type: string
  /** Whose address it was sent to. */
  shop: string
  marker: string
  vendorEventId: string
  firstByteAtMs: number
  /** The whole request's body. */
  raw: string
  /** The vendor said yes. */
  taken: boolean
}

export interface Posted {
  shop: string
  person: string
}

export interface Oracle {
  posted(marker: string, event: Posted): void
  acknowledged(marker: string, eventId: string): void
  /** The moment the answer to the withdrawal was read. */
  denied(person: string, atMs: number): void
  received(receipt: Receipt): void
  facts: OracleFacts
}

export interface OracleFacts {
  posted: ReadonlyMap<string, Posted>
  /** marker → event id */
  acknowledged: ReadonlyMap<string, string>
  /** person → ms */
  denials: ReadonlyMap<string, number>
  receipts: readonly Receipt[]
}

export function createOracle(): Oracle {
  const posted = new Map<string, Posted>()
  const acknowledged = new Map<string, string>()
  const denials = new Map<string, number>()
  const receipts: Receipt[] = []
  return {
    posted: (marker, event) => void posted.set(marker, event),
    acknowledged: (marker, eventId) => void acknowledged.set(marker, eventId),
    denied: (person, atMs) => void denials.set(person, atMs),
    received: (receipt) => void receipts.push(receipt),
    facts: { posted, acknowledged, denials, receipts },
  }
}
