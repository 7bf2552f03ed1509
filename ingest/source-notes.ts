import type { SourceNote, SourceNotesStore } from '../supabase/queries/ports.ts'
import type { Log } from './ports.ts'

const flushEveryMs = 5_000
/** A sender that makes up codes and categories must not fill memory or the table. */
const notesMax = 2_000
const codeLengthMax = 100

export type NoteKind = SourceNote['kind']

/** Counts what a source sends wrong and writes it now and then: a doctor's figure, never worth an ingest's time. */
export interface SourceNotes {
  note(source: { workspaceId: string; sourceId: string }, kind: NoteKind, code: string): void
  flush(): Promise<void>
  start(): void
  stop(): Promise<void>
}

export function createSourceNotes(deps: {
  store: SourceNotesStore
  clock(): Date
  log: Pick<Log, 'warn'>
}): SourceNotes {
  let counted = new Map<string, SourceNote>()
  let timer: ReturnType<typeof setInterval> | null = null

  async function flush(): Promise<void> {
    if (counted.size === 0) return
    const notes = [...counted.values()]
    counted = new Map()
    await deps.store.add(notes).catch((error: unknown) => deps.log.warn({ err: error }, 'source_notes.lost'))
  }

  return {
    note({ workspaceId, sourceId }, kind, code) {
      const short = code.slice(0, codeLengthMax)
      const key = `${workspaceId} ${sourceId} ${kind} ${short}`
      const known = counted.get(key)
      const at = deps.clock().toISOString()
      if (known !== undefined) Object.assign(known, { number: known.number + 1, at })
      else if (counted.size < notesMax) counted.set(key, { workspaceId, sourceId, kind, code: short, number: 1, at })
    },
    flush,
    start() {
      timer = setInterval(() => void flush(), flushEveryMs)
      timer.unref?.()
    },
    async stop() {
      if (timer !== null) clearInterval(timer)
      await flush()
    },
  }
}

/** Whole seconds for a minute, then whole minutes, at most a day: few codes, and near enough to see a wrong clock. */
export function clockOffsetCode(offsetSeconds: number): string {
  const bounded = Math.max(-86_400, Math.min(86_400, offsetSeconds))
  const step = Math.abs(bounded) < 60 ? 1 : 60
  return String(Math.round(bounded / step) * step)
}
