import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { InvalidSettingsError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { VendorRequest } from '../../destinations/contract.ts'
import { createSender } from '../../destinations/send.ts'
import { errorFor } from '../../destinations/webhook/answers.ts'
import { webhook } from '../../destinations/webhook/index.ts'
import { WebhookCredentials, WebhookSettings } from '../../destinations/webhook/settings.ts'
import { webhookId } from '../../destinations/webhook/sign.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const oldSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const newSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const settings = { url: 'https://hooks.shop.example/in' }

async function requestsFor(
  options: { secrets: string[]; now?: Date },
  ...events: Parameters<typeof aDeliverableEvent>[0][]
) {
  const requests: VendorRequest[] = []
  const send = async (request: VendorRequest) => {
    requests.push(request)
    return anAnswer(200)
  }
  const now = () => options.now ?? new Date()
  const payloads = events.map((event) => webhook.toPayload(aDeliverableEvent(event), settings) as JsonObject)
  await webhook.deliver(payloads, { settings, credentials: { secrets: options.secrets }, send, now })
  return requests
}

describe('the signature', () => {
  test('is accepted by the standardwebhooks library, also for text beyond ASCII', async () => {
    const [request] = await requestsFor({ secrets: [oldSecret] }, { name: 'Größe gewählt 😀', standard: null })
    const verified = new Webhook(oldSecret).verify(request!.body!, request!.headers!)
    expect(verified).toMatchObject({ type: 'event.track', data: { name: 'Größe gewählt 😀' } })
  })

  test('holds for every secret while they rotate, and for no other', async () => {
    const [request] = await requestsFor({ secrets: [newSecret, oldSecret] }, {})
    for (const secret of [oldSecret, newSecret]) new Webhook(secret).verify(request!.body!, request!.headers!)
    const stranger = new Webhook(`whsec_${Buffer.alloc(32, 8).toString('base64')}`)
    expect(() => stranger.verify(request!.body!, request!.headers!)).toThrow()
    expect(() => new Webhook(oldSecret).verify(`${request!.body} `, request!.headers!)).toThrow()
  })

  test('is the one the standard publishes for its example', async () => {
    const { signatureHeaders } = await import('../../destinations/webhook/sign.ts')
    const headers = signatureHeaders({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      sentAt: new Date(1614265330_000),
      body: '{"test": 2432232314}',
      secrets: [oldSecret],
    })
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })
})

describe('the id', () => {
  test('stays on a retry while the timestamp is that of the attempt', async () => {
    const [first] = await requestsFor({ secrets: [oldSecret], now: new Date('2026-11-24T10:00:05.900Z') }, {})
    const [second] = await requestsFor({ secrets: [oldSecret], now: new Date('2026-11-24T11:00:00.000Z') }, {})
    expect(first!.headers!['webhook-id']).toBe('msg_dcf836dfa0cebadbf7ca9a68ba4d67e6')
    expect(second!.headers!['webhook-id']).toBe(first!.headers!['webhook-id'])
    expect([first, second].map((request) => request!.headers!['webhook-timestamp'])).toEqual([
      '1795514405',
      '1795518000',
    ])
    expect(second!.body).toBe(first!.body)
  })

  test('differs for two events of a page that share an event id, and has no full stop', () => {
    expect(webhookId('event.page', 'shared')).not.toBe(webhookId('event.view_item', 'shared'))
    expect(webhookId('event.purchase', 'purchase.1001')).toBe('msg_8f67318c2f7b1090244ab0fe424432f6')
  })
})

test('one event a request', async () => {
  const requests = await requestsFor({ secrets: [oldSecret] }, { vendorEventId: 'a' }, { vendorEventId: 'b' })
  expect(requests.map(({ body }) => JSON.parse(body!).data.vendorEventId)).toEqual(['a', 'b'])
})

describe('answers', () => {
  test.each([
    [200, null, null],
    [202, null, null],
    [204, null, null],
    [301, 'UnavailableError', 'http_301'],
    [308, 'UnavailableError', 'http_308'],
    [400, 'UnavailableError', 'http_400'],
    [401, 'CredentialsRejectedError', 'signature_refused'],
    [403, 'UnavailableError', 'http_403'],
    [404, 'UnavailableError', 'http_404'],
    [410, 'CredentialsRejectedError', 'endpoint_gone'],
    [413, 'RejectedError', 'too_large'],
    [429, 'ThrottledError', 'http_429'],
    [500, 'UnavailableError', 'http_500'],
    [502, 'ThrottledError', 'http_502'],
    [503, 'UnavailableError', 'http_503'],
    [504, 'ThrottledError', 'http_504'],
  ])('%i', (status, name, code) => {
    const error = errorFor(anAnswer(status))
    if (name === null) expect(error).toBeNull()
    else expect(error).toMatchObject({ name, code, status })
  })
})

describe('settings', () => {
  test.each([
    'https://user:pass@example.com/',
    'ftp://example.com',
    'example.com/hook',
    'https://example.com/#part',
    'javascript:alert(1)',
  ])('%s is refused when saved', (url) => {
    expect(WebhookSettings.safeParse({ url }).success).toBe(false)
  })

  test.each([
    ['none', []],
    ['without its prefix', ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']],
    ['too short', ['whsec_c2hvcnQ=']],
    ['too long', [`whsec_${Buffer.alloc(65).toString('base64')}`]],
    ['not base64', ['whsec_!!!!']],
  ])('a secret that is %s is refused when saved', (_, secrets) => {
    expect(WebhookCredentials.safeParse({ secrets }).success).toBe(false)
  })

  test('a private address is refused when sent, whatever was saved', async () => {
    const sender = createSender({ egressAllow: [], timeoutMs: 1_000, userAgent: 'test' })
    const always = { beforeFirstByte: { isFresh: () => true, refresh: () => Promise.resolve() } }
    const sent = webhook.deliver([webhook.toPayload(aDeliverableEvent(), settings) as JsonObject], {
      settings: WebhookSettings.parse({ url: 'https://169.254.169.254/latest' }),
      credentials: { secrets: [oldSecret] },
      send: (request) => sender.send(request, always),
      now: () => new Date(),
    })
    await expect(sent).rejects.toThrow(InvalidSettingsError)
    await sender.close()
  })
})
