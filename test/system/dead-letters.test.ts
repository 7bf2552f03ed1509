import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDyingShop, type DyingShop, refusedBy400 } from '../support/a-dying-shop.ts'
import { metaId, webhookId } from '../support/ingest-scene.ts'

let shop: DyingShop
beforeAll(async () => {
  shop = await aDyingShop()
})
afterAll(() => shop?.close())

test('a dead letter is listed and shown with its sentence, the redacted answer and the request’s shape, and names nobody', async () => {
  const eventId = await shop.order('A-1')
  await shop.end((id) => (id === metaId ? refusedBy400 : {}))

  const { body: page } = await shop.ask<{ counts: unknown[]; letters: unknown[]; after: string | null }>(
    '/v1/ops/dead/list',
    { destination: 'meta-main', reason: 'invalid_parameter' },
  )
  expect(page.counts).toEqual([
    { destination: 'meta-main', destinationId: metaId, reason: 'invalid_parameter', count: 1 },
  ])
  expect(page.letters).toMatchObject([{ eventId, destination: 'meta-main', httpStatus: 400, attempts: 1 }])
  expect(page.after).toBeNull()

  const { body: letter } = await shop.ask<Record<string, unknown>>('/v1/ops/dead/show', {
    event: eventId,
    destination: 'meta-main',
  })
  expect(letter).toMatchObject({
    reason: 'invalid_parameter',
    summary: 'Meta Conversions API did not get this event: sending failed for good (invalid parameter).',
    attempts: [{ attempt: 1, outcome: 'dead', httpStatus: 400, detail: '{"error":{"message":"Invalid parameter"}}' }],
  })
  const [request] = letter.requests as { method: string; url: string; body: string }[]
  expect(request).toMatchObject({ method: 'POST', url: expect.stringContaining('graph.facebook.com') })
  const [sent] = (JSON.parse(request?.body ?? '{}') as { data: { user_data: object }[] }).data
  expect(sent?.user_data).toMatchObject({ em: ['kept'] })
})

test('what was delivered is no dead letter, and a key without the scope sees none', async () => {
  const eventId = await shop.order('A-2')
  await shop.end(() => ({}))
  const asked = { event: eventId, destination: webhookId }
  expect((await shop.ask('/v1/ops/dead/show', asked)).status).toBe(404)
  const reader = await shop.shop.post('/v1/ops/dead/list', {}, { key: shop.shop.keys.secret })
  expect(reader.status).toBe(403)
})

test('a filter that names nothing of the workspace is refused with its path and without its value', async () => {
  const { status, body } = await shop.ask<{ error: Record<string, string> }>('/v1/ops/dead/list', { from: 'yesterday' })
  expect({ status, code: body.error.code, path: body.error.path }).toEqual({
    status: 400,
    code: 'invalid_request',
    path: 'from',
  })
  expect(JSON.stringify(body)).not.toContain('yesterday')
  expect((await shop.ask('/v1/ops/dead/list', { destination: 'nobody' })).status).toBe(400)
})
