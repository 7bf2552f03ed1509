import type { Snapshot } from '../core/config.ts'
import type { ReplayCounts, ReplayView } from '../supabase/queries/replay-records.ts'

/** A redrive or replay for people: what would happen or did, by reason, and how far it is. */
export function presentReplay(view: ReplayView, snapshot: Snapshot) {
  const { filter, preview, result, ...shown } = view
  const { destinationId = null, sourceId = null, eventId = null, ...rest } = filter
  const slugOf = (parts: { id: string; slug: string }[], id: string | null) =>
    parts.find((one) => one.id === id)?.slug ?? id
  return {
    ...shown,
    filter: {
      ...rest,
      event: eventId,
      destination: slugOf(snapshot.destinations, destinationId),
      ...(view.kind === 'replay' ? { source: slugOf(snapshot.sources, sourceId) } : {}),
    },
    preview: countsOf(preview),
    result: { ...countsOf(result), queued: result.queued ?? 0, takenMeanwhile: result.taken_meanwhile ?? 0 },
    progress: { events: result.events ?? 0, of: preview.events ?? 0 },
    notes: notesOf(view),
  }
}

function countsOf(counts: ReplayCounts) {
  return {
    events: counts.events ?? 0,
    wouldSend: counts.send ?? 0,
    wouldDuplicate: (counts.duplicate ?? 0) + (counts.sent_before ?? 0),
    inFlight: counts.in_flight ?? 0,
    wouldDeny: refusalsOf(counts),
    neverReleased: counts.reduced ?? 0,
  }
}

function refusalsOf(counts: ReplayCounts): { verdict: string; reason: string; count: number }[] {
  return Object.entries(counts)
    .flatMap(([label, count]) => {
      const [word, verdict = '', ...reason] = label.split(' ')
      return word === 'refused' ? [{ verdict, reason: reason.join(' '), count }] : []
    })
    .toSorted((a, b) => b.count - a.count)
}

function notesOf({ kind, duplicates, preview }: ReplayView): string[] {
  const reduced = preview.reduced ?? 0
  const duplicate = preview.duplicate ?? 0
  return [
    ...(kind === 'replay'
      ? ['Whoever refused then is not sent to later: what was denied stays denied, whatever was granted since.']
      : []),
    ...(reduced > 0
      ? [
          `${reduced} events are kept without their content, since nobody was permitted to have them; they are never replayed.`,
        ]
      : []),
    ...(duplicate > 0 && duplicates === 'skip'
      ? [
          `${duplicate} were delivered already and are left out; with duplicates "send" they go again under the same event id.`,
        ]
      : []),
  ]
}
