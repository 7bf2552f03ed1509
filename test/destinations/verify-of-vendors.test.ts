import { describe, expect, test } from 'vitest'
import type { DestinationType } from '../../core/config.ts'
import type { Json } from '../../core/json.ts'
import type { VendorRequest } from '../../destinations/contract.ts'
import { destinationFor, parseSettings } from '../../destinations/registry.ts'
import { vendorFor } from '../../sandbox/vendors/registry.ts'
import { anAnswer } from './an-answer.ts'
import { localDestinations } from './local-destinations.ts'

const now = new Date('2026-11-24T10:00:05.000Z')

async function verified(type: DestinationType, own: object, answer: { status?: number; body?: Json | string } = {}) {
  const local = localDestinations[type]!
  const parsed = parseSettings(type, { ...local.settings('https://vendor.example'), ...own })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const requests: VendorRequest[] = []
  const send = async (request: VendorRequest) => {
    requests.push(request)
    return anAnswer(answer.status ?? 200, answer.body ?? '')
  }
  const ctx = { settings: parsed.value, credentials: local.credentials, send, now: () => now }
  const word = await destinationFor(type)!.verify!(ctx)
  return { word, requests, refusals: requests.flatMap((request) => refusals(type, request)) }
}

function refusals(type: DestinationType, { method, url, headers = {}, body = '' }: VendorRequest) {
  const { pathname: path, searchParams: query } = new URL(url)
  const received = { method, path, query, headers, raw: body, byteLength: body.length, json: JSON.parse(body) }
  const webhookSecrets = (localDestinations[type]!.credentials.secrets as string[] | undefined) ?? []
  return vendorFor(type)!.judge(received, { now, traceId: 'T', webhookSecrets }).verdict.failures
}

describe('meta', () => {
  const coded = { testEventCode: 'TEST123' }

  test('sends nothing without a test code: it would count', async () => {
    const { word, requests } = await verified('meta', {})
    expect([word.accepted, requests]).toEqual([false, []])
  })

  test('sends one event that Meta takes under the test code', async () => {
    const { word, requests, refusals } = await verified('meta', coded, { body: { events_received: 1 } })
    expect([word, refusals]).toEqual([{ accepted: true, words: 'HTTP 200: events_received: 1' }, []])
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ test_event_code: 'TEST123' })
  })

  test('repeats Meta’s own words', async () => {
    const body = { error: { message: 'Invalid OAuth access token.', code: 190 } }
    const { word } = await verified('meta', coded, { status: 400, body })
    expect(word).toEqual({ accepted: false, words: 'HTTP 400: Invalid OAuth access token.' })
  })
})

describe('ga4', () => {
  test.each([{}, { measurementId: undefined, firebaseAppId: '1:1234567890:ios:321abc456def7890' }])(
    'asks the debug endpoint with an event it likes (%j)',
    async (stream) => {
      const { word, requests, refusals } = await verified('ga4', stream, { body: { validationMessages: [] } })
      expect([word.accepted, refusals]).toEqual([true, []])
      expect(new URL(requests[0]?.url ?? '').pathname).toBe('/debug/mp/collect')
      expect(requests[0]?.secretQuery).toEqual(['api_secret'])
    },
  )

  test('repeats the validation messages', async () => {
    const message = { fieldPath: 'events', description: 'is missing', validationCode: 'VALUE_REQUIRED' }
    const { word } = await verified('ga4', {}, { body: { validationMessages: [message] } })
    expect(word).toEqual({ accepted: false, words: 'events: is missing' })
  })

  test('an answer of another form accepts nothing', async () => {
    expect((await verified('ga4', {}, { status: 204 })).word.accepted).toBe(false)
  })
})

describe('reddit', () => {
  test('sends nothing without a test id: it would count', async () => {
    const { word, requests } = await verified('reddit', {})
    expect([word.accepted, requests]).toEqual([false, []])
  })

  test('sends one event that Reddit takes under the test id', async () => {
    const body = { data: { message: 'Successfully processed 1 conversion events.' } }
    const { word, requests, refusals } = await verified('reddit', { testId: 't-1' }, { body })
    expect([word.accepted, refusals]).toEqual([true, []])
    expect(word.words).toContain('Successfully processed 1')
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ data: { test_id: 't-1' } })
  })
})

describe('webhook', () => {
  test('sends a signed message of a type of its own', async () => {
    const { word, requests, refusals } = await verified('webhook', {}, { body: 'thanks' })
    expect([word, refusals]).toEqual([{ accepted: true, words: 'HTTP 200 thanks' }, []])
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ type: 'tracklayer.test' })
  })

  test('a refusal is told', async () => {
    expect((await verified('webhook', {}, { status: 401 })).word).toEqual({ accepted: false, words: 'HTTP 401' })
  })
})
