import { expect, test } from 'vitest'
import { createIngestApp } from '../../ingest/app.ts'
import type { IngestDeps } from '../../ingest/ports.ts'
import type { SourceNote } from '../../supabase/queries/ports.ts'
import { aDestination } from '../support/a-snapshot.ts'
import { aWireEvent } from '../support/a-wire-event.ts'
import { answerOf } from '../support/ingest-answer.ts'
import { ingestScene } from '../support/ingest-scene.ts'

/** The scene's Meta destination, whose check finds orders without a value. */
function aScene(blockOn?: string[]) {
  const noted: [SourceNote['kind'], string][] = []
  const counted: [string, string][] = []
  const settings = { pixelId: '1234567890' }
  const [meta, webhook] = ingestScene().control.snapshots.values().next().value?.destinations ?? []
  const checked = aDestination({ ...meta, settings: meta?.settings ?? settings, ...(blockOn && { blockOn }) })
  const scene = ingestScene({
    snapshot: { destinations: [checked, webhook!] },
    world: { noteSource: (_region, _source, kind, code) => void noted.push([kind, code]) },
  })
  const warning = { code: 'no_value', path: 'custom_data.value', message: 'Meta optimises on nothing without a value' }
  const deps: IngestDeps = {
    ...scene.deps,
    metrics: { ...scene.deps.metrics, preflight: (type, code) => void counted.push([type, code]) },
    destinationType(type) {
      const known = scene.deps.destinationType(type)
      return known === null || type !== 'meta'
        ? known
        : { ...known, preflight: ({ value }) => (value === null ? [warning] : []) }
    },
  }
  const app = createIngestApp(deps)
  const post = (path: string, body: unknown, key = scene.keys.write) =>
    app.request(
      path,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:`)}` },
        body: JSON.stringify(body),
      },
      { peer: '203.0.113.9' },
    )
  return { scene, post, noted, counted, warning }
}

const withoutValue = () => aWireEvent({ event: 'Product Viewed', properties: { product_id: 'P-1' } })

test('a warning is counted by type and code, noted for the source’s doctor, and the event goes out', async () => {
  const { scene, post, noted, counted } = aScene()
  await post('/v1/track', withoutValue())
  expect(counted).toEqual([['meta', 'no_value']])
  expect(noted.filter(([kind]) => kind === 'preflight')).toEqual([['preflight', 'meta-main no_value']])
  expect(scene.store.records[0]?.deliveries[0]).toMatchObject({ state: 'queued', verdict: 'deliver' })
})

test('an event that lacks nothing is counted nowhere', async () => {
  const { post, counted } = aScene()
  await post(
    '/v1/track',
    aWireEvent({ event: 'Product Viewed', properties: { product_id: 'P-1', value: 5, currency: 'EUR' } }),
  )
  expect(counted).toEqual([])
})

test('explain shows the warnings with path and words', async () => {
  const { scene, post, warning } = aScene()
  const answer = await answerOf(await post('/v1/explain', withoutValue(), scene.keys.secret))
  expect((answer.destinations as unknown[])[0]).toMatchObject({ verdict: 'deliver', warnings: [warning] })
})

test('a blocking code makes the event invalid for this destination, and nothing of the person is kept for it', async () => {
  const { scene, post } = aScene(['no_value'])
  const event = { ...withoutValue(), traits: { email: 'jane@example.com' } }
  const answer = await answerOf(await post('/v1/explain', event, scene.keys.secret))
  expect((answer.destinations as unknown[])[0]).toMatchObject({
    verdict: 'invalid',
    gate: 'preflight',
    reason: 'preflight_no_value',
  })
  await post('/v1/track', event)
  const [record] = scene.store.records
  expect(record?.deliveries[0]).toMatchObject({ state: 'invalid', reason: 'preflight_no_value' })
  expect(record).toMatchObject({ reduced: true, identitySealed: null })
})
