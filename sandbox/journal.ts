import { closeSync, ftruncateSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DestinationType } from '../core/config.ts'
import { linesOf } from './lines.ts'
import type { Verdict } from './vendors/checklist.ts'

/** One request as the sandbox keeps it. `body` is not stored: it is `raw` read again. */
export interface Entry {
  destination: DestinationType
  destinationId: string | null
  at: string
  firstByteAt: string
  method: string
  /** As requested, with the secrets of its query masked. */
  path: string
  headers: Record<string, string>
  raw: string
  rawEncoding: 'utf8' | 'base64'
  isJson: boolean
  verdict: Verdict | 'scripted'
  /** What the vendor itself would have said to a scripted request; null = it said `verdict`. */
  validation: Verdict | null
  /** null = never answered. */
  status: number | null
}

export interface JournalQuery {
  /** Type or destination id; null = all. */
  destination: string | null
  /** Only entries after this number. */
  since: number
}

/**
 * The record on disk, one JSON line an entry. Every line is handed to the kernel in one synchronous write before the
 * answer goes out, so a `kill -9` takes nothing that was answered. Memory holds an offset every 128 entries.
 */
export interface Journal {
  /** Throws when the disk refuses; then nothing of the entry is left in the file. */
  append(entry: Entry): number
  read(query: JournalQuery): AsyncGenerator<JournalLine>
  latest(type: DestinationType): Promise<JournalLine[]>
  counts(): ReadonlyMap<string, number>
  lastSeq(): number
  /** Numbers go on, so that a reader's `since` stays right. */
  clear(): void
  close(): void
}

export interface JournalLine {
  seq: number
  destination: string
  destinationId: string | null
  bytes: Buffer
}

interface Spot {
  seq: number
  offset: number
}

interface State {
  fd: number
  size: number
  seq: number
  checkpoints: Spot[]
  counts: Map<string, number>
  recent: Map<string, Spot[]>
}

const checkpointEvery = 128
const recentMax = 10

export async function openJournal(file: string): Promise<Journal> {
  mkdirSync(dirname(file), { recursive: true })
  const state: State = { fd: openSync(file, 'a+', 0o600), ...emptyIndex(), seq: 0 }
  await replay(file, state)
  return {
    append: (entry) => append(state, entry),
    read: (query) => read(file, state, query),
    latest: (type) => latest(file, state, type),
    counts: () => state.counts,
    lastSeq: () => state.seq,
    clear: () => clear(file, state),
    close: () => closeSync(state.fd),
  }
}

function emptyIndex() {
  return { size: 0, checkpoints: [], counts: new Map(), recent: new Map() } satisfies Partial<State>
}

/** A torn last line is what a full disk or a power cut leaves: it was never answered, so it goes. */
async function replay(file: string, state: State): Promise<void> {
  for await (const { bytes, start, end } of linesOf(file, { start: 0, end: Number.POSITIVE_INFINITY })) {
    state.size = end
    const seq = Number(/^\{"seq":(\d+),/.exec(bytes.toString('latin1', 0, 40))?.[1] ?? 0)
    state.seq = Math.max(state.seq, seq)
    const line = parsedLine(bytes)
    if (line !== null) note(state, line, start)
  }
  ftruncateSync(state.fd, state.size)
}

function append(state: State, entry: Entry): number {
  const seq = state.seq + 1
  const { destination, destinationId, ...rest } = entry
  const bytes = Buffer.from(`${JSON.stringify({ seq, destination, destinationId, ...rest })}\n`)
  writeWhole(state, bytes)
  note(state, { seq, destination }, state.size)
  state.seq = seq
  state.size += bytes.length
  return seq
}

function writeWhole(state: State, bytes: Buffer): void {
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(state.fd, bytes, done)
  } catch (error) {
    ftruncateSync(state.fd, state.size)
    throw error
  }
}

function note(state: State, { seq, destination }: { seq: number; destination: string }, offset: number): void {
  const last = state.checkpoints.at(-1)
  if (last === undefined || seq - last.seq >= checkpointEvery) state.checkpoints.push({ seq, offset })
  state.counts.set(destination, (state.counts.get(destination) ?? 0) + 1)
  const recent = state.recent.get(destination) ?? []
  state.recent.set(destination, [...recent.slice(1 - recentMax), { seq, offset }])
}

/** The keys that lines are chosen by stand first, so that choosing needs no JSON.parse of a 10 MB body. */
const headPattern = /^\{"seq":(\d+),"destination":"([a-z0-9_]+)","destinationId":(?:null|"([0-9a-f-]{36})"),/

function parsedLine(bytes: Buffer): JournalLine | null {
  const [, seq, destination, destinationId] = headPattern.exec(bytes.toString('latin1', 0, 200)) ?? []
  if (seq === undefined || destination === undefined) return null
  return { seq: Number(seq), destination, destinationId: destinationId ?? null, bytes }
}

async function* read(file: string, state: State, query: JournalQuery): AsyncGenerator<JournalLine> {
  const start = state.checkpoints.findLast((spot) => spot.seq <= query.since + 1)?.offset ?? 0
  for await (const { bytes } of linesOf(file, { start, end: state.size })) {
    const line = parsedLine(bytes)
    if (line !== null && line.seq > query.since && isFor(line, query.destination)) yield line
  }
}

function isFor(line: JournalLine, destination: string | null): boolean {
  return destination === null || line.destination === destination || line.destinationId === destination
}

async function latest(file: string, state: State, type: DestinationType): Promise<JournalLine[]> {
  const found: JournalLine[] = []
  const end = state.size
  for (const { offset } of [...(state.recent.get(type) ?? [])]) {
    for await (const { bytes } of linesOf(file, { start: offset, end })) {
      const line = parsedLine(bytes)
      if (line !== null) found.push(line)
      break
    }
  }
  return found.reverse()
}

/** A new file under the old name: a reader in the middle of the old one reads on, and no crash leaves half of it. */
function clear(file: string, state: State): void {
  const marker = `${JSON.stringify({ seq: state.seq, cleared: true })}\n`
  writeFileSync(`${file}.new`, marker, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  closeSync(state.fd)
  Object.assign(state, emptyIndex(), { fd: openSync(file, 'a+', 0o600), size: Buffer.byteLength(marker) })
}
