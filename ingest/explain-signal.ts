import { z } from 'zod'
import type { Snapshot, SourceConfig } from '../core/config.ts'
import { captureSignals } from '../core/consent/capture-signals.ts'
import { isTcStringShaped } from '../core/consent/tcf/capture.ts'
import type { Event } from '../core/event.ts'
import { sentencesOf } from '../core/explain/sentences.ts'
import type { JsonObject } from '../core/json.ts'
import { noSubjectState } from '../core/signals.ts'
import { silentEvent } from '../core/silent-event.ts'
import { decide } from '../router/decide.ts'
import { titleOf } from './explain-event.ts'
import type { IngestDeps } from './ports.ts'
import { Refusal } from './refusal.ts'

const Place = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/),
  region: z
    .string()
    .regex(/^[A-Z0-9]{1,3}$/)
    .nullable()
    .default(null),
})

const SignalQuestion = z.strictObject({
  /** A TCF, GPP or US privacy string, `gcs` or `gcd`, or what an event would carry in `context`. */
  signal: z.union([z.string().min(1).max(8_192), z.record(z.string(), z.json())]),
  gpc: z.boolean().default(false),
  /** Absent = unknown, which is opt-in for everything. */
  jurisdiction: Place.optional(),
})

export function asksOfSignal(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'signal')
}

/** What a signal by itself means for every destination of a source: no event, so only consent and policy are asked. */
export function explainSignal(
  deps: IngestDeps,
  { snapshot, source }: { snapshot: Snapshot; source: SourceConfig },
  body: unknown,
) {
  const parsed = SignalQuestion.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Refusal(400, 'invalid_signal_question', `${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { signal, gpc, jurisdiction } = parsed.data
  const signals = captureSignals(
    typeof signal === 'string' ? contextOf(signal) : (signal as JsonObject),
    gpc || undefined,
  )
  const now = deps.clock()
  const place =
    jurisdiction === undefined ? silentEvent.jurisdiction : { ...jurisdiction, source: 'event_location' as const }
  const event: Event = {
    ...silentEvent,
    ...{ eventId: '', workspaceId: snapshot.workspaceId, sourceId: source.id, type: 'track' },
    ...{ occurredAt: '', receivedAt: now.toISOString(), jurisdiction: place },
  }
  const asked = { event, signals: [signals], snapshot, facts: deps.facts, state: noSubjectState, now }
  const decisions = decide({ ...asked, available: null, reduced: true })
  return {
    signals,
    jurisdiction: place,
    destinations: decisions.map((decision) => {
      const configured = snapshot.destinations.find(({ id }) => id === decision.destinationId)
      const title = titleOf(deps, configured)
      const consent = decision.trace.filter(({ gate }) => gate === 'consent')
      return {
        destinationId: decision.destinationId,
        slug: configured?.slug ?? null,
        type: configured?.type ?? null,
        ...{ verdict: decision.verdict, mode: decision.mode, reason: decision.reason, gate: decision.gate },
        consent: decision.consent,
        sentences: sentencesOf({ title, decision, trace: consent, signals: [signals], supposed: true }),
      }
    }),
  }
}

/** By its shape; what has none of them is read as a TCF string, which it then is not. */
function contextOf(text: string): JsonObject {
  if (/^1[A-Z-]{3}$/i.test(text)) return { us_privacy: text }
  if (/^G1[01-]{2}$/.test(text)) return { gcs: text }
  if (/^1\d[a-z]\d[a-z]\d[a-z]\d[a-z]\d/.test(text)) return { gcd: text }
  return text.startsWith('D') && !isTcStringShaped(text) ? { gpp: text } : { tcf: text }
}
