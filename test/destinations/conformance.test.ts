import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { DestinationType } from '../../core/config.ts'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { DeliveryError } from '../../core/errors.ts'
import { eventTypes, standardEvents } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext } from '../../destinations/contract.ts'
import {
  type AnyDestination,
  definedTypes,
  destinationFor,
  parseCredentials,
  parseSettings,
} from '../../destinations/registry.ts'
import { createSender } from '../../destinations/send.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { aVendorServer, type VendorServer } from '../support/a-vendor-server.ts'
import { anyDeliverableEvent, planted } from '../support/any-deliverable-event.ts'
import { fc } from '../support/fast-check.ts'
import { frozen } from '../support/frozen.ts'
import { hostileVersions } from '../support/hostile-fields.ts'
import { localDestinations } from './local-destinations.ts'

/** What an OAuth vendor is sent instead of the credentials. */
const plantedAccessToken = 'ya29.planted-Access_Token'

const alwaysFresh = { beforeFirstByte: { isFresh: () => true, refresh: () => Promise.resolve() } }

test('types without a folder say so instead of throwing', () => {
  const unknown = 'nowhere' as DestinationType
  expect(destinationFor(unknown)).toBeNull()
  expect(parseSettings(unknown, {})).toMatchObject({ ok: false })
})

test('every defined type can be tried against a local server', () => {
  expect(Object.keys(localDestinations).sort()).toEqual([...definedTypes].sort())
})

describe.each(definedTypes.map((type) => [type, destinationFor(type) as AnyDestination] as const))(
  '%s',
  (type, destination) => {
    const local = localDestinations[type]!
    const secrets = [...local.secrets, plantedAccessToken]

    describe('declares', () => {
      test('a title, docs, a version and how a person is erased', () => {
        expect(destination.title).not.toBe('')
        expect(destination.docs.length).toBeGreaterThan(0)
        expect(destination.version.api).not.toBe('')
        expect(destination.eraseSteps.length).toBeGreaterThan(40)
      })

      test('purposes, and batches within reason', () => {
        expect(destination.purposes.length).toBeGreaterThan(0)
        expect(destination.batch.maxEvents).toBeGreaterThanOrEqual(1)
        expect(destination.batch.maxBytes).toBeGreaterThanOrEqual(32 * 1024)
      })
    })

    describe('settings and credentials', () => {
      test('of the local destination parse, and parse again to the same', () => {
        const settings = parseSettings(type, local.settings('https://vendor.example/prefix'))
        expect(settings).toMatchObject({ ok: true })
        expect(parseSettings(type, (settings as { value: unknown }).value)).toEqual(settings)
        expect(parseCredentials(type, local.credentials)).toMatchObject({ ok: true })
      })

      test('can be shown as a form: every field has words', () => {
        for (const schema of [destination.settings, destination.credentials]) {
          const { properties = {} } = z.toJSONSchema(schema, { io: 'input' })
          for (const [name, field] of Object.entries(properties)) {
            expect((field as { description?: string }).description, name).toBeTruthy()
          }
        }
      })

      test('of every example parse again to the same', () => {
        for (const { settings = {} } of destination.examples) {
          const parsed = parseSettings(type, settings) as { ok: boolean; value: unknown }
          expect(parsed.ok).toBe(true)
          expect(parseSettings(type, JSON.parse(JSON.stringify(parsed.value)))).toEqual(parsed)
        }
      })

      test('refuse unknown keys by name and never quote a value', () => {
        const settings = parseSettings(type, { ...local.settings('https://vendor.example'), surprise: planted.secret })
        const credentials = parseCredentials(type, { ...local.credentials, surprise: planted.secret })
        expect([settings.ok, credentials.ok]).toEqual([false, false])
        expect(JSON.stringify([settings, credentials])).toContain('surprise')
        expect(JSON.stringify([settings, credentials])).not.toContain(planted.secret)
      })

      test('that are no object, or whose fields are of another type, are refused without quoting', () => {
        const wrong = Object.fromEntries(
          Object.keys(local.credentials).map((key) => [key, { [planted.secret]: planted.secret }]),
        )
        for (const value of [null, 'text', [], 7, wrong]) expect(parseCredentials(type, value).ok).toBe(false)
        expect(JSON.stringify(parseCredentials(type, { ...wrong, x: `${planted.secret}\n` }))).not.toContain(
          planted.secret,
        )
      })

      test('describe every field for a form', () => {
        for (const schema of [destination.settings, destination.credentials]) {
          const { shape } = schema as unknown as { shape: Record<string, { description?: string }> }
          for (const [name, field] of Object.entries(shape)) expect(field.description, `${type}.${name}`).toBeTruthy()
        }
      })
    })

    describe('examples', () => {
      test.each(destination.examples.map((example) => [example.name, example] as const))('%s', (_, example) => {
        const parsed = parseSettings(type, example.settings ?? {})
        expect(parsed).toMatchObject({ ok: true })
        const event = frozen(aDeliverableEvent(example.event))
        const payload = destination.toPayload(event, (parsed as { value: unknown }).value)
        expect(payload).toStrictEqual(example.payload)
      })

      test('show every standard event', () => {
        const shown = new Set(destination.examples.map(({ event }) => event.standard))
        expect(standardEvents.filter((standard) => !shown.has(standard))).toEqual([])
      })

      test('a skip of accepts and identifies is the skip of toPayload', () => {
        for (const example of destination.examples) {
          const event = aDeliverableEvent(example.event)
          const settings = settingsFor(type, example.settings)
          const skipped = destination.accepts(event, settings) ?? destination.identifies(event, event, settings)
          if (skipped !== null) expect(destination.toPayload(event, settings)).toEqual(skipped)
        }
      })
    })

    describe('toPayload', () => {
      const settings = settingsFor(type, local.settings('https://vendor.example'))

      test('is total and pure: any event, no throw, the same twice, JSON both ways', () => {
        fc.assert(
          fc.property(anyDeliverableEvent, (event) => {
            const payload = destination.toPayload(frozen(event), settings)
            expect(destination.toPayload(event, settings)).toEqual(payload)
            expect(JSON.parse(JSON.stringify(payload))).toEqual(payload)
            const age = destination.maxAgeSeconds(event, settings)
            expect(Number.isFinite(age) && age > 0).toBe(true)
            expect(Number.isFinite(Date.parse(event.occurredAt) + age * 1000)).toBe(true)
          }),
          { numRuns: 500 },
        )
      })

      test('holds no plain personal field and no network field that was not declared', () => {
        const declared = new Set<string>([
          ...destination.plain.map(({ field }) => field),
          ...destination.network.map(({ field }) => field),
        ])
        const undeclared = Object.entries(planted.byField).filter(([field]) => !declared.has(field))
        for (const event of plantedEvents()) {
          const text = JSON.stringify(destination.toPayload(event, settings))
          for (const [field, value] of undeclared) expect(text, field).not.toContain(value)
        }
      })

      test('holds no hashed variant that was not declared, and every declared one somewhere', () => {
        const seen = new Set<string>()
        for (const event of plantedEvents()) {
          const text = JSON.stringify(destination.toPayload(event, settings))
          for (const [variant, digest] of Object.entries(planted.byVariant))
            if (text.includes(digest)) seen.add(variant)
        }
        expect([...seen].sort()).toEqual(destination.identity.map(({ variant }) => variant as string).sort())
      })

      test.each([
        '',
        '__proto__',
        'constructor',
        'toString',
        'Song Played',
        '購入',
        'Order Completed\u0000',
        'x'.repeat(10_000),
        'purchase; drop',
      ])('takes a custom event called %j or says why not', (name) => {
        for (const type of eventTypes) {
          const payload = destination.toPayload(aDeliverableEvent({ type, standard: null, name }), settings)
          if (isSkip(payload)) expect(payload.reason).toMatch(/^[a-z0-9_]+$/)
          else expect(Object.keys(payload).length).toBeGreaterThan(0)
        }
      })

      test('drops a field that is none and keeps the event', () => {
        for (const example of destination.examples.filter(({ payload }) => !isSkip(payload))) {
          const own = settingsFor(type, example.settings)
          for (const hostile of hostileVersions(aDeliverableEvent(example.event))) {
            const payload = destination.toPayload(frozen(hostile), own)
            if (isSkip(payload) && !isRestricted(hostile)) expect(gatesSay(hostile, own)).toEqual(payload)
          }
        }
      })

      /** A click id or place that was all the vendor had to go by: the gates say the same. */
      function gatesSay(event: DeliverableEvent, own: unknown) {
        return destination.accepts(event, own) ?? destination.identifies(event, event, own)
      }

      test('warns purely, in codes a counter can carry', () => {
        fc.assert(
          fc.property(anyDeliverableEvent, (event) => {
            const warnings = destination.preflight?.(frozen(event), settings) ?? []
            expect(destination.preflight?.(event, settings) ?? []).toEqual(warnings)
            for (const { code, message } of warnings) {
              expect(code).toMatch(/^[a-z0-9_]{1,64}$/)
              expect(message).not.toBe('')
            }
          }),
          { numRuns: 300 },
        )
      })

      test('carries the event id', () => {
        for (const event of plantedEvents()) {
          const payload = destination.toPayload({ ...event, vendorEventId: 'vendor-id-7' }, settings)
          const isOrder = event.standard === 'purchase' || event.standard === 'refund'
          const id = local.ordersByNumber && isOrder ? '1001' : 'vendor-id-7'
          if (!isSkip(payload)) expect(JSON.stringify(payload)).toContain(id)
        }
      })
    })

    describe('deliver', () => {
      let server: VendorServer
      let answer: Parameters<typeof aVendorServer>[0] = () => undefined
      let sender: ReturnType<typeof createSender>
      let ctx: DeliverContext<unknown, unknown>
      const payloads = somePayloads(destination, type)

      beforeAll(async () => {
        server = await aVendorServer((request, response) => answer?.(request, response))
        sender = createSender({ egressAllow: [server.hostPort], timeoutMs: 250, userAgent: 'TrackLayer/test' })
        ctx = {
          settings: settingsFor(type, local.settings(`${server.url}/prefix/d1`)),
          credentials: (parseCredentials(type, local.credentials) as { value: unknown }).value,
          send: (request) => sender.send(request, alwaysFresh),
          accessToken: async () => plantedAccessToken,
          now: () => new Date('2026-11-24T10:00:05.000Z'),
        }
      })
      afterAll(async () => {
        await sender.close()
        await server.close()
      })

      async function errorsOf(sent: JsonObject[]): Promise<DeliveryError[]> {
        return destination.deliver(sent, ctx).then(
          ({ failed }) => failed.map(({ error }) => error),
          (error: DeliveryError) => [error],
        )
      }

      test('sends all when the vendor is content, under the path prefix of the settings', async () => {
        answer = (request, response) => local.accept(request, response)
        server.seen.length = 0
        expect(await destination.deliver(payloads, ctx)).toMatchObject({ failed: [] })
        expect(server.seen.length).toBeGreaterThan(0)
        for (const request of server.seen) expect(request.path.startsWith('/prefix/d1')).toBe(true)
      })

      test('makes the requests that preview shows, plus credentials', async () => {
        server.seen.length = 0
        await destination.deliver(payloads, ctx)
        const shown = destination.preview(payloads, ctx.settings)
        // A key that the vendor takes in the body only is shown as ***.
        const masked = (body: string) => local.secrets.reduce((text, secret) => text.replaceAll(secret, '***'), body)
        expect(server.seen.map(({ body }) => masked(body)).sort()).toEqual(shown.map(({ body }) => body).sort())
        expect(shown.every(({ url }) => url.startsWith(`${server.url}/prefix/d1`))).toBe(true)
        for (const secret of secrets) expect(JSON.stringify(shown)).not.toContain(secret)
      })

      test('keeps credentials out of the URL unless it says which parameter holds them', async () => {
        const requests: Parameters<typeof ctx.send>[0][] = []
        const send = (request: (typeof requests)[number]) => {
          requests.push(request)
          return ctx.send(request)
        }
        await destination.deliver(payloads, { ...ctx, send })
        for (const { url, secretQuery = [] } of requests) {
          const open = new URL(url)
          for (const name of secretQuery) open.searchParams.delete(name)
          for (const secret of secrets) expect(decodeURIComponent(open.toString())).not.toContain(secret)
        }
      })

      const failures: [string, NonNullable<typeof answer>, RegExp][] = [
        ['a 500', (_, response) => response.writeHead(500).end('oops'), /^UnavailableError$/],
        [
          'a 429 with Retry-After',
          (_, response) => response.writeHead(429, { 'retry-after': '7' }).end('{}'),
          /^ThrottledError$/,
        ],
        ['a garbage body', (_, response) => response.writeHead(503).end('\u0000<html>{'), /^UnavailableError$/],
        [
          'a redirect',
          (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
          /^UnavailableError$/,
        ],
        ['a time-out', () => undefined, /^UnavailableError$/],
        ['a reset', (_, response) => response.socket?.resetAndDestroy(), /^UnavailableError$/],
      ]
      test.each(failures)('%s is retried, and no secret is in the error', async (_, answering, name) => {
        answer = (request, response) => {
          response.setHeader('x-echo', String(request.headers.authorization ?? ''))
          answering(request, response)
        }
        const errors = await errorsOf(payloads)
        expect(errors.length).toBeGreaterThan(0)
        for (const error of errors) {
          expect(error.name).toMatch(name)
          const words = `${error.code} ${error.message} ${error.stack} ${JSON.stringify(error)}`
          for (const secret of secrets) expect(words).not.toContain(secret)
        }
      })

      test('a Retry-After reaches the error', async () => {
        answer = (_, response) => response.writeHead(429, { 'retry-after': '7' }).end('{}')
        for (const error of await errorsOf(payloads)) expect(error).toMatchObject({ retryAfterSeconds: 7, status: 429 })
      })

      test('a stop of the worker ends it at once, to be sent again', async () => {
        const stop = new AbortController()
        answer = () => stop.abort()
        const send = (request: Parameters<typeof ctx.send>[0]) =>
          sender.send(request, { ...alwaysFresh, signal: stop.signal })
        const errors = await destination.deliver(payloads, { ...ctx, send }).then(
          ({ failed }) => failed.map(({ error }) => error),
          (error: DeliveryError) => [error],
        )
        expect(errors.length).toBeGreaterThan(0)
        for (const error of errors) expect(error).toMatchObject({ name: 'UnavailableError', code: 'aborted' })
      })

      test('a check that refuses before the first byte is thrown as it is, and nothing is sent', async () => {
        server.seen.length = 0
        const withdrawn = new Error('withdrawn')
        const refusing = { beforeFirstByte: { isFresh: () => false, refresh: () => Promise.reject(withdrawn) } }
        const sent = destination.deliver(payloads, { ...ctx, send: (request) => sender.send(request, refusing) })
        await expect(sent).rejects.toBe(withdrawn)
        expect(server.seen).toEqual([])
      })
    })
  },
)

/** The gates do not know what a restricted mode leaves out. */
function isRestricted({ mode, consent }: DeliverableEvent): boolean {
  return mode === 'limited' || Object.values(consent).includes('denied')
}

function settingsFor(type: (typeof definedTypes)[number], settings: unknown): unknown {
  const parsed = parseSettings(type, settings)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}

function somePayloads(destination: AnyDestination, type: (typeof definedTypes)[number]): JsonObject[] {
  const payloads = destination.examples.map(({ event, settings }) =>
    destination.toPayload(aDeliverableEvent(event), settingsFor(type, settings)),
  )
  return payloads.filter((payload) => !isSkip(payload)).slice(0, 3) as JsonObject[]
}

/** One event of every kind with a mark in every personal field. */
function plantedEvents(): DeliverableEvent[] {
  return standardEvents.map((standard) => aDeliverableEvent({ standard, ...planted.event }))
}
