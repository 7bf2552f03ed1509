import type { Policy } from '../config.ts'
import type { Event } from '../event.ts'
import { regimeFor } from '../jurisdiction.ts'
import { type Purpose, purposes } from '../purpose.ts'
import type { Signals } from '../signals.ts'
import { isConsentUpdate } from '../standard-events.ts'
import type { LedgerKind } from './ledger.ts'
import { isGpc } from './opt-out.ts'
import type { SignalContext, Statement } from './signal.ts'
import { signalKinds } from './signals.ts'

/** One thing an event tells the ledger. */
export interface EventChoice {
  kind: LedgerKind
  purpose: Purpose
  value: 'granted' | 'denied'
  chosenAt: string
  /** `gpc`, `preference_updated`, or the signals that said so: `tcf`, `categories+consentMode`. */
  reason: string
  isGpc?: true
}

export interface Speaking {
  event: Pick<Event, 'type' | 'name' | 'occurredAt' | 'receivedAt' | 'jurisdiction'>
  signals: Signals
  policy: Policy
  source: SignalContext['source']
}

/**
 * What an event's signals say of the person's will beyond the event itself. A signal with its own choice time is a
 * choice, and so are GPC (case 11) and Segment's preference update (case 18); anything else is the state the device
 * shows. What cannot be read refuses its own event and is no knowledge of anybody.
 */
export function choicesOfEvent(speaking: Speaking): EventChoice[] {
  if (Object.keys(speaking.signals).length === 0) return []
  const statements = statementsOf(speaking)
  return purposes.flatMap((purpose) =>
    choicesFor(
      purpose,
      statements.filter((one) => one.purpose === purpose),
      speaking,
    ),
  )
}

function statementsOf({ event, signals, policy, source }: Speaking): Statement[] {
  const { jurisdiction, receivedAt } = event
  const law = regimeFor(policy, jurisdiction)
  const context = { jurisdiction, law, source, receivedAt, recipient: {} }
  return signalKinds.flatMap((kind) => kind.statements(signals, context)).filter(({ value }) => value !== 'unset')
}

function choicesFor(purpose: Purpose, statements: Statement[], { event }: Speaking): EventChoice[] {
  const seenAt = earlier(event.occurredAt, event.receivedAt)
  const [wishes, rest] = [statements.filter(isGpc), statements.filter((one) => !isGpc(one))]
  const wish = wishes.some(({ unlessGranted }) => unlessGranted !== true)
    ? [
        {
          kind: 'chosen' as const,
          purpose,
          value: 'denied' as const,
          chosenAt: seenAt,
          reason: 'gpc',
          isGpc: true as const,
        },
      ]
    : []
  if (rest.length === 0 || rest.some(({ reason }) => reason === 'invalid_signal')) return wish
  const value = rest.some((one) => one.value === 'denied') ? 'denied' : 'granted'
  const saying = rest.filter((one) => one.value === value)
  const said = { purpose, value, reason: signalsOf(saying) } as const
  if (isConsentUpdate(event.type, event.name)) {
    return [...wish, { ...said, kind: 'chosen', chosenAt: seenAt, reason: 'preference_updated' }]
  }
  return [...wish, ...datedChoice(said, { saying, event }), { ...said, kind: 'observed', chosenAt: seenAt }]
}

function datedChoice(
  said: Pick<EventChoice, 'purpose' | 'value'>,
  { saying, event }: { saying: Statement[]; event: Speaking['event'] },
): EventChoice[] {
  const dated = saying.filter((one): one is Statement & { chosenAt: string } => one.chosenAt !== null)
  const [latest] = dated.map(({ chosenAt }) => chosenAt).sort((a, b) => Date.parse(b) - Date.parse(a))
  if (latest === undefined) return []
  return [{ ...said, kind: 'chosen', chosenAt: earlier(latest, event.receivedAt), reason: signalsOf(dated) }]
}

function signalsOf(statements: Statement[]): string {
  return [...new Set(statements.map(({ signal }) => signal))].sort().join('+')
}

/** A choice cannot lie in the future: it would outrank every later one (case 35). */
function earlier(time: string, bound: string): string {
  return new Date(Math.min(Date.parse(time), Date.parse(bound))).toISOString()
}
