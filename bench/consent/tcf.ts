import { decide } from '../../router/decide.ts'
import { anOrder } from '../../test/support/an-event.ts'
import type { Bench, BenchLine } from '../bench.ts'
import { cpuMicrosOf } from '../cpu-micros.ts'
import { type IngestWithTcf, ingestWithTcf } from './ingest-with-tcf.ts'
import { hostileTcString, realTcString } from './tc-strings.ts'

const events = 6_000
const batch = 20
const eventsPerVisit = 8
const visitsAtOnce = 500

/** CPU of the gate for an event with a TC string, both passes of ingest, beside all that ingest does for that event. */
export const consentTcfBenches: readonly Bench[] = [
  { name: 'consent.tcf', run: () => measure('consent.tcf', { strings: 'of visits', textOf: ofVisits }) },
  {
    name: 'consent.tcf.distinct',
    run: () => measure('consent.tcf.distinct', { strings: 'all distinct', textOf: realTcString }),
  },
  {
    name: 'consent.tcf.hostile',
    run: () => measure('consent.tcf.hostile', { strings: 'hostile', textOf: hostileTcString }),
  },
]

interface Mix {
  strings: string
  /** The string of the nth event. */
  textOf(n: number): string
}

/** Each visitor's string comes with eight events, and hundreds of visitors are there at once. */
function ofVisits(n: number): string {
  const round = Math.floor(n / (visitsAtOnce * eventsPerVisit))
  return realTcString(round * visitsAtOnce + (n % visitsAtOnce))
}

async function measure(bench: string, { strings, textOf }: Mix): Promise<BenchLine> {
  const ingest = ingestWithTcf()
  const texts = Array.from({ length: events * 2 }, (_, n) => textOf(n))
  const [toWarmUp, measured] = [texts.slice(0, events), texts.slice(events)]
  await gateMicros(ingest, toWarmUp)
  const value = await gateMicros(ingest, measured)
  const limit = await ingestMicros(
    ingest,
    Array.from({ length: events }, (_, n) => textOf(events * 2 + n)),
  )
  return {
    bench,
    value,
    unit: 'µs an event',
    limit,
    limitName: 'CPU of ingest for such an event, from the request to the record',
    ratio: Math.round((value / limit) * 1_000) / 1_000,
    config: { strings, distinct: new Set(measured).size, events, destinations: 3, cores: 1 },
  }
}

async function gateMicros({ snapshot, facts }: IngestWithTcf, texts: readonly string[]): Promise<number> {
  const event = anOrder({ jurisdiction: { country: 'DE', region: null, source: 'geo_header' } })
  const around = { event, snapshot, facts, state: { choices: [], suppressed: false }, now: new Date(event.receivedAt) }
  let at = 0
  const work = () => {
    const signals = [{ tcf: { strings: [texts[at++] ?? ''] } }]
    for (let pass = 0; pass < 2; pass++) decide({ ...around, signals, available: null })
  }
  return cpuMicrosOf(work, texts.length)
}

async function ingestMicros(ingest: IngestWithTcf, texts: readonly string[]): Promise<number> {
  const bodies = Array.from({ length: texts.length / batch }, (_, n) =>
    ingest.bodyOf(texts.slice(n * batch, (n + 1) * batch)),
  )
  let at = 0
  const perRequest = await cpuMicrosOf(() => ingest.post(bodies[at++] ?? ''), bodies.length)
  return Math.round((perRequest / batch) * 10) / 10
}
