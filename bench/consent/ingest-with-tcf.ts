import type { Snapshot } from '../../core/config.ts'
import type { FactsLookup } from '../../router/facts.ts'
import { aDestination, aRoute, aSnapshot, aSource } from '../../test/support/a-snapshot.ts'
import { aWireEvent } from '../../test/support/a-wire-event.ts'
import { ingestScene } from '../../test/support/ingest-scene.ts'

export interface IngestWithTcf {
  snapshot: Snapshot
  facts: FactsLookup
  /** A batch of one event a string, as text. */
  bodyOf(texts: readonly string[]): string
  /** Through the whole app: key, parse, normalise, decide, seal. The store only answers. */
  post(body: string): Promise<void>
}

const destinations = [
  aDestination({
    id: '0198c0de-0000-8000-8000-00000000c0c1',
    type: 'google_ads',
    settings: { customerId: '1000000001', conversionActions: { purchase: '7001' } },
  }),
  aDestination({ id: '0198c0de-0000-8000-8000-00000000c0c2', type: 'meta', settings: { pixelId: '1234567890' } }),
  aDestination({
    id: '0198c0de-0000-8000-8000-00000000c0c3',
    type: 'webhook',
    settings: { url: 'https://hook.example/in' },
    purposes: ['analytics'],
  }),
]
const routes = destinations.map(({ id }, n) =>
  aRoute({ id: `0198c0de-0000-8000-8000-00000000d0c${n}`, destinationId: id }),
)
const config = {
  sources: [aSource({ jurisdiction: { country: 'DE', region: null }, phoneCountry: 'DE' })],
  destinations,
  routes,
  plan: { eventsPerSecond: 1_000_000, burst: 1_000_000 },
}

export function ingestWithTcf(): IngestWithTcf {
  const scene = ingestScene({ snapshot: config })
  scene.store.ingest = async (records) =>
    records.map(({ eventId }) => ({ eventId, status: 'accepted' as const, code: null }))
  return {
    snapshot: aSnapshot(config),
    facts: scene.deps.facts,
    bodyOf: (texts) => JSON.stringify({ batch: texts.map((text, n) => wireEvent(text, n)) }),
    async post(body) {
      const response = await scene.post('/v1/batch', body)
      if (response.status !== 200) throw new Error(`ingest answered ${response.status}`)
      await response.arrayBuffer()
    },
  }
}

/** The gate is told what fits an event; ingest itself refuses the rest before it gets there. */
function wireEvent(text: string, n: number) {
  const traits = { email: `shopper${n}@example.com`, firstName: 'Ada', lastName: 'Lovelace' }
  return aWireEvent({ messageId: `m${n}`, traits, context: { tcf: text.slice(0, 20_000), gclid: `click${n}` } })
}
