import type { JsonObject } from '../../core/json.ts'
import type { WrittenReceipt } from '../../core/receipts/prove.ts'
import type { SealView } from '../../core/receipts/verify.ts'
import type { EventView } from './ports.ts'

/** The keys of a refused event, blinded (see blindedKeyFor). */
export interface BlindedEvent {
  eventId: string
  receivedAt: string
  keys: string[]
}

/** How the events of a person are found: those that name them by look-up, the refused by trying each. */
export interface SubjectEvents {
  eventIds(workspaceId: string, subjectKeys: string[]): Promise<string[]>
  /** The next some of them, oldest first; empty = there are no more. */
  blinded(workspaceId: string, after: BlindedEvent | null): Promise<BlindedEvent[]>
}

export const subjectRequestKinds = ['access', 'erasure'] as const

export interface SubjectRequest {
  workspaceId: string
  requestId: string
  kind: (typeof subjectRequestKinds)[number]
  subjectKeys: string[]
  requestedAt: string
  /** Who: `key sk_4f9a`. */
  askedBy: string
}

export interface SubjectRequestView extends Pick<SubjectRequest, 'requestId' | 'kind' | 'requestedAt' | 'askedBy'> {
  state: 'open' | 'completed' | 'refused'
  completedAt: string | null
  /** What came of it, in numbers. */
  outcome: JsonObject | null
}

/** What a data subject request asks of a region. */
export interface SubjectStore extends SubjectEvents {
  events(workspaceId: string, eventIds: string[]): Promise<EventView[]>
  receipts(workspaceId: string, eventIds: string[]): Promise<WrittenReceipt[]>
  /** The seals that cover these transactions. */
  sealsOver(workspaceId: string, written: number[]): Promise<SealView[]>
  /** Null = everybody's. */
  requests(workspaceId: string, subjectKeys: string[] | null): Promise<SubjectRequestView[]>
  open(request: SubjectRequest): Promise<void>
  /** Stops everything about them, in one transaction; what rests is erased by the maintainer. */
  openErasure(request: SubjectRequest): Promise<ErasureOpened>
  complete(request: { workspaceId: string; requestId: string; at: string; outcome: JsonObject }): Promise<boolean>
}

export interface ErasureOpened {
  cancelled: number
  /** Further identifiers that are surely the same person's. */
  linkedIdentifiers: number
  recipients: { destinationId: string; sends: number; lastAt: string }[]
}

/** How the maintainer carries erasures out. */
export interface ErasureStore extends SubjectEvents {
  openErasures(): Promise<{ workspaceId: string; requestId: string; subjectKeys: string[] }[]>
  /** How many went; one that is in a worker's hands, or still has decisions, stays for the next round. */
  eraseEvents(workspaceId: string, eventIds: string[]): Promise<number>
  complete: SubjectStore['complete']
}
