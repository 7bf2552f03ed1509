import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectConsentOverRpc } from '../../supabase/queries/connect-over-rpc.ts'
import { createServiceToken } from '../../supabase/queries/service-token.ts'
import { aChoice } from '../support/a-choice.ts'
import { aPostgrest, type Misbehaviour, type PostgrestStandIn } from '../support/a-postgrest.ts'
import { aRegion, type TestRegion } from '../support/a-region.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { anIngestRecord } from '../support/an-ingest-record.ts'
import { answerOf } from '../support/ingest-answer.ts'
import { ingestScene } from '../support/ingest-scene.ts'

let region: TestRegion
let postgrest: PostgrestStandIn
beforeAll(async () => {
  region = await aRegion()
  postgrest = await aPostgrest(region.database.url)
})
afterAll(async () => {
  await postgrest.close()
  await region.close()
})

test('a choice recorded over HTTP is the one the driver reads, and ends what waits', async () => {
  const subject = crypto.randomUUID()
  await region.ingest.ingest([anIngestRecord({ lookupKeys: [subject], subjectKeys: [subject] })])
  const choice = aChoice({ subjects: [{ key: subject, kind: 'anonymous_id' }], chosenAt: '2026-11-24T10:00:00.000Z' })
  expect(await overRpc().record(choice)).toEqual({ recordId: choice.recordId, cancelled: 1 })
  const [facts] = await region.ingest.subjectFacts(workspaceId, [subject])
  expect(facts?.choices).toMatchObject([
    { purpose: 'advertising', value: 'denied', chosenAt: '2026-11-24T10:00:00.000Z', recordId: choice.recordId },
  ])
})

test('a transaction that was rolled back is repeated, any other failure is not', async () => {
  const deadlock = { kind: 'answer', status: 500, body: '{"code":"40P01","message":"deadlock"}' } as const
  postgrest.misbehave(deadlock, { times: 2 })
  postgrest.calls.length = 0
  const choice = aChoice()
  expect(await overRpc().record(choice)).toEqual({ recordId: choice.recordId, cancelled: 0 })
  expect(postgrest.calls).toEqual(['record_consent', 'record_consent', 'record_consent'])
})

const faults: [string, Misbehaviour][] = [
  ['an HTTP error', { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' }],
  ["a stranger's page", { kind: 'answer', status: 200, body: '"welcome"' }],
  ['an empty 404', { kind: 'answer', status: 404, body: '' }],
  ['a hanging server', { kind: 'hang' }],
  ['a broken connection', { kind: 'reset' }],
  ['half an answer', { kind: 'cut' }],
]

test.each(faults)('%s is 503: nobody is told that a choice was recorded', async (_name, how) => {
  const regions = { 'eu-central-1': { ingest: region.ingest, reader: region.reader, consent: overRpc(300) } }
  const scene = ingestScene({ world: { regions, clock: () => new Date() } })
  postgrest.misbehave(how)
  const body = { subject: { anonymousId: 'browser' }, purposes: { analytics: 'denied' } }
  const response = await scene.post('/v1/consent', body)
  postgrest.misbehave(null)
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await answerOf(response)).not.toHaveProperty('recordId')
  expect((await scene.post('/v1/consent', body)).status).toBe(200)
})

function overRpc(timeoutMs = 16_000) {
  const token = createServiceToken({ secret: postgrest.jwtSecret, role: 'tl_ingest', nowMs: () => Date.now() })
  return connectConsentOverRpc({ url: postgrest.url, apiKey: postgrest.apiKey, token, timeoutMs })
}
