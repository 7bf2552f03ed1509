import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectControl } from '../../supabase/queries/connect.ts'
import { connectControlOverRpc, connectReaderOverRpc } from '../../supabase/queries/connect-over-rpc.ts'
import type { ReaderStore } from '../../supabase/queries/ports.ts'
import { createServiceToken } from '../../supabase/queries/service-token.ts'
import { aPostgrest, type PostgrestStandIn } from '../support/a-postgrest.ts'
import { aRegion, type TestRegion } from '../support/a-region.ts'
import { aSnapshot, sourceId, workspaceId } from '../support/a-snapshot.ts'
import { aDeniedDelivery, anIngestRecord } from '../support/an-ingest-record.ts'

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

const lookupKey = '0198c0de-0000-8000-8000-0000000000aa'
const nobody = '0198c0de-0000-8000-8000-0000000000ff'

const questions: [string, (reader: ReaderStore, eventId: string) => Promise<unknown>][] = [
  ['event', (reader, eventId) => reader.event(workspaceId, eventId)],
  ['event that is not there', (reader) => reader.event(workspaceId, nobody)],
  ['eventsByKey', (reader) => reader.eventsByKey(workspaceId, lookupKey, 10)],
  ['tail', (reader) => reader.tail(workspaceId, null, 10)],
  [
    'tail after an event',
    (reader, eventId) => reader.tail(workspaceId, { receivedAt: '2020-01-01T00:00:00Z', eventId }, 10),
  ],
  ['reconciliation', (reader) => reader.reconciliation(workspaceId, ...lastHours())],
  ['consentRecords', (reader) => reader.consentRecords(workspaceId, [lookupKey], new Date().toISOString())],
  ['queues', (reader) => reader.queues(workspaceId)],
  ['queues of all', (reader) => reader.queues(null)],
]

test('what was stored reads the same over HTTP and over the driver', async () => {
  const record = anIngestRecord({ lookupKeys: [lookupKey] })
  await region.ingest.ingest([record, anIngestRecord({ deliveries: [aDeniedDelivery()] })])
  const overRpc = connectReaderOverRpc(optionsOf('tl_reader'))
  for (const [name, ask] of questions) {
    const expected = await ask(region.reader, record.eventId)
    expect(await ask(overRpc, record.eventId), name).toEqual(expected)
  }
  const health = await overRpc.sourceHealth(workspaceId, sourceId)
  expect(health).toMatchObject({ received24h: 2, notSentByReason: [{ state: 'denied', reason: 'no_grant', count: 1 }] })
})

test('configuration reads the same over HTTP and over the driver', async () => {
  const control = connectControl(region.database.url)
  const overRpc = connectControlOverRpc(optionsOf('tl_ingest'))
  const audit = { actor: 'test', action: 'test', target: 'test', before: null, after: null }
  await control.commitSnapshot(aSnapshot({ version: 1 }), audit)
  expect(await overRpc.snapshot(workspaceId)).toEqual(aSnapshot({ version: 1 }))
  expect(await overRpc.snapshot(workspaceId, 1)).toEqual(aSnapshot({ version: 1 }))
  expect(await overRpc.snapshot(nobody)).toBeNull()
  expect(await overRpc.versions([workspaceId, nobody])).toEqual(await control.versions([workspaceId, nobody]))
  expect(await overRpc.findKey('nobody issued it')).toBeNull()
  await control.close()
})

test("a stranger's page and an empty 404 are no answer to any of them", async () => {
  const reader = connectReaderOverRpc(optionsOf('tl_reader'))
  const control = connectControlOverRpc(optionsOf('tl_ingest'))
  for (const [status, body] of [[200, '"welcome"'] as const, [404, ''] as const, [404, '{}'] as const]) {
    postgrest.misbehave({ kind: 'answer', status, body })
    const asked = [
      ...questions.map(([, ask]) => ask(reader, nobody)),
      reader.sourceHealth(workspaceId, sourceId),
      control.snapshot(workspaceId),
      control.findKey('x'),
      control.versions([]),
    ]
    for (const answer of await Promise.allSettled(asked)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailableError' } })
    }
  }
  postgrest.misbehave(null)
})

function optionsOf(role: 'tl_reader' | 'tl_ingest') {
  const token = createServiceToken({ secret: postgrest.jwtSecret, role, nowMs: () => Date.now() })
  return { url: postgrest.url, apiKey: postgrest.apiKey, token }
}

function lastHours(): [string, string] {
  const now = Date.now()
  return [new Date(now - 7_200_000).toISOString(), new Date(now + 60_000).toISOString()]
}
