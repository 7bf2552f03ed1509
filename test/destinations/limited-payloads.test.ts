import { describe, expect, it } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import { toDeliverable } from '../../core/deliverable-event.ts'
import { everyPurpose, type PurposeValues } from '../../core/purpose.ts'
import { definedTypes, destinationFor, parseSettings } from '../../destinations/registry.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { planted } from '../support/any-deliverable-event.ts'
import { localDestinations } from './local-destinations.ts'

const declaring = definedTypes.flatMap((type) => {
  const destination = destinationFor(type)
  return destination === null ? [] : [destination]
})
const inStates = declaring.filter(({ limitedStates }) => limitedStates !== undefined)
const partial = declaring.filter(({ limitedWithout }) => limitedWithout !== undefined)

it('Meta and GA4 are among the types that declare a restricted mode', () => {
  expect(inStates.map(({ type }) => type)).toContain('meta')
  expect(partial.map(({ type }) => type)).toContain('ga4')
})

describe.each(inStates.map((one) => [one.type, one] as const))('%s after a US opt-out', (_type, destination) => {
  it('has a dated list of states', () => {
    const { states = [], asOf } = destination.limitedStates ?? {}
    expect(states.every((state) => /^[A-Z]{2}$/.test(state))).toBe(true)
    expect(asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  })

  it('tells the vendor: the limited payload is another one in every listed state', () => {
    for (const region of destination.limitedStates?.states ?? []) {
      expect(payloadOf(destination, { mode: 'limited', region })).not.toEqual(payloadOf(destination, { region }))
    }
  })
})

describe.each(partial.map((one) => [one.type, one] as const))('%s on a partial grant', (_type, destination) => {
  it('holds nothing of the person that the refused purposes would have allowed, and says so', () => {
    const refused = Object.fromEntries((destination.limitedWithout ?? []).map((purpose) => [purpose, 'denied']))
    const consent = { ...everyPurpose('granted'), ...refused } as PurposeValues
    const payload = payloadOf(destination, { mode: 'limited', consent })
    const text = JSON.stringify(payload)
    expect(isSkip(payload)).toBe(false)
    expect(text).not.toEqual(JSON.stringify(payloadOf(destination, {})))
    const forOthers = destination.identity.filter(({ purposes }) =>
      purposes.every((purpose) => consent[purpose] === 'granted'),
    )
    const allowed = new Set<string>(forOthers.map(({ variant }) => variant))
    for (const [variant, digest] of Object.entries(planted.byVariant)) {
      if (!allowed.has(variant)) expect(text, variant).not.toContain(digest)
    }
  })
})

interface Told {
  mode?: 'full' | 'limited'
  region?: string
  consent?: PurposeValues
}

function payloadOf(
  destination: (typeof declaring)[number],
  { mode = 'full', region = 'CA', consent = everyPurpose('granted') }: Told,
) {
  const local = localDestinations[destination.type]
  const parsed = parseSettings(destination.type, local?.settings('https://vendor.example'))
  if (!parsed.ok) throw new Error('the local settings parse')
  const { identity, network, ...event } = aDeliverableEvent({
    ...planted.event,
    name: 'Order Completed',
    standard: 'purchase',
    clickIds: { ga_client_id: '1.2' },
    jurisdiction: { country: 'US', region, source: 'geo_header' },
  })
  const deliverable = toDeliverable({
    event,
    bundle: identity,
    network,
    decision: { consent, mode },
    facts: destination,
    settings: parsed.value,
    route: { value: 'gross' },
  })
  return destination.toPayload(deliverable, parsed.value)
}
