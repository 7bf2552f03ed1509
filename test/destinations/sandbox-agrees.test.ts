import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import type { VendorRequest } from '../../destinations/contract.ts'
import { type AnyDestination, definedTypes, destinationFor, parseSettings } from '../../destinations/registry.ts'
import { vendorFor } from '../../sandbox/vendors/registry.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anyDeliverableEvent } from '../support/any-deliverable-event.ts'
import { fc } from '../support/fast-check.ts'
import { anAnswer } from './an-answer.ts'
import { localDestinations } from './local-destinations.ts'

/** The sandbox was written from the vendors' pages by other hands: what it would refuse, the vendor would. */
const now = new Date('2026-11-24T10:00:05.000Z')
const accessToken = async (): Promise<string> => 'ya29.planted-Access_Token'

describe.each(definedTypes.map((type) => [type, destinationFor(type) as AnyDestination] as const))(
  '%s',
  (type, destination) => {
    const local = localDestinations[type]!

    test.each(destination.examples.map((example) => [example.name, example] as const))('%s', async (_, example) => {
      const settings = parsedValue(parseSettings(type, example.settings ?? {}))
      const payload = destination.toPayload(aDeliverableEvent(example.event), settings)
      if (!isSkip(payload)) expect(await refusals([payload], settings)).toEqual([])
    })

    test('whatever toPayload makes of whatever event is a request the vendor takes', async () => {
      const settings = parsedValue(parseSettings(type, local.settings('https://vendor.example')))
      await fc.assert(
        fc.asyncProperty(anyDeliverableEvent, async (event) => {
          const dated = { ...event, occurredAt: '2026-11-24T10:00:00.000Z', receivedAt: '2026-11-24T10:00:01.000Z' }
          const payload = destination.toPayload(dated, settings)
          if (!isSkip(payload)) expect(await refusals([payload], settings)).toEqual([])
        }),
        { numRuns: 2_000 },
      )
    })

    async function refusals(payloads: JsonObject[], settings: unknown): Promise<unknown[]> {
      const failures: unknown[] = []
      const send = async (request: VendorRequest) => {
        const { verdict, answer } = judge(request)
        failures.push(...verdict.failures)
        return anAnswer(answer.status, parsedOr(answer.body))
      }
      const context = { settings, credentials: local.credentials, send, accessToken, now: () => now }
      const refused = await destination.deliver(payloads, context).then(
        ({ failed }) => failed,
        (error: unknown) => [error],
      )
      return failures.length > 0 ? failures : refused
    }

    function judge({ method, url, headers = {}, body = '' }: VendorRequest) {
      const { pathname, searchParams } = new URL(url)
      const received = {
        method,
        path: pathname,
        query: searchParams,
        headers,
        raw: body,
        byteLength: Buffer.byteLength(body),
      }
      const webhookSecrets = (local.credentials.secrets as string[] | undefined) ?? []
      return vendorFor(type)!.judge({ ...received, json: JSON.parse(body) }, { now, traceId: 'T', webhookSecrets })
    }
  },
)

function parsedOr(text: string): Json | string {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function parsedValue(parsed: ReturnType<typeof parseSettings>): unknown {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}
