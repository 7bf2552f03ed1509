import { expect, test } from 'vitest'
import { createIngestApp } from '../../ingest/app.ts'
import { ingestScene } from '../support/ingest-scene.ts'

/** The doctor of the scene's source on 24 November 2026, with Meta's API version ending on some day. */
async function metaSaid(endOfLife: string | null) {
  const scene = ingestScene()
  const app = createIngestApp({
    ...scene.deps,
    destinationType(type) {
      const known = scene.deps.destinationType(type)
      return known === null ? null : { ...known, version: { api: 'v26.0', endOfLife } }
    },
  })
  const response = await app.request(
    '/v1/doctor/web',
    { headers: { authorization: `Bearer ${scene.keys.secret}` } },
    { peer: '127.0.0.1' },
  )
  const { destinations } = (await response.json()) as { destinations: { destination: string }[] }
  return destinations.find(({ destination }) => destination === 'meta-main')
}

test('doctor warns 60 days before a vendor turns an API version off', async () => {
  expect(await metaSaid('2027-01-20')).toMatchObject({ apiVersion: 'v26.0', apiVersionEndsInDays: 57 })
})

test('doctor says nothing of a version that lives on, or whose end nobody knows', async () => {
  expect(await metaSaid('2027-06-01')).not.toHaveProperty('apiVersionEndsInDays')
  expect(await metaSaid(null)).not.toHaveProperty('apiVersionEndsInDays')
})
