import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { DestinationConfig, RouteFilter, Snapshot } from '../../core/config.ts'
import { skip } from '../../core/decision.ts'
import type { Event } from '../../core/event.ts'
import { noSubjectState } from '../../core/signals.ts'
import { type DecideInput, decide, decideFor } from '../../router/decide.ts'
import type { KnownType } from '../../router/facts.ts'
import { enabledTargets } from '../../router/targets.ts'
import { aDestination, aRoute, aSnapshot, aSource, destinationId, sourceId } from '../support/a-snapshot.ts'
import { aCommerce, anOrder } from '../support/an-event.ts'
import { lookupOf, someFacts } from '../support/facts.ts'

describe('the enabled gate', () => {
  it('filters a disabled destination, which is not part of the fan-out', () => {
    const snapshot = aSnapshot({ destinations: [aDestination({ enabled: false })] })
    expect(outcomeOf({ snapshot })).toEqual(['filtered', 'enabled', 'destination_disabled'])
    expect(enabledTargets(snapshot, sourceId)).toEqual([])
    expect(enabledTargets(aSnapshot(), sourceId).map(({ destination }) => destination.id)).toEqual([destinationId])
  })

  it('filters a delivery whose route was removed since ingest', () => {
    expect(decideFor(destinationId, inputOf({ snapshot: aSnapshot({ routes: [] }) }))).toMatchObject({
      verdict: 'filtered',
      reason: 'route_removed',
    })
  })

  it('passes over a route that leads to no destination', () => {
    const route = aRoute({ destinationId: '0198c0de-0000-8000-8000-00000000cfff' })
    expect(decide(inputOf({ snapshot: aSnapshot({ routes: [route] }) }))).toEqual([])
  })
})

describe('the accepts gate', () => {
  it.each([
    ['false under the type', { meta: false }],
    ['false under the slug', { 'meta-main': false }],
    ['false under the title, any case', { 'meta conversions API': false }],
    ['false beside true', { meta: true, 'Meta Conversions API': false }],
    ['All false', { All: false }],
    ['All false and another named', { All: false, Amplitude: true }],
  ])('integrations block by %s', (_how, integrations) => {
    expect(outcomeOf({ event: { integrations } })).toEqual(['filtered', 'accepts', 'blocked_by_integrations'])
  })

  it.each([
    ['nothing', {}],
    ['another one', { Amplitude: false }],
    ['all but this one', { All: false, Meta: true }],
  ])('integrations let pass that block %s', (_how, integrations) => {
    expect(outcomeOf({ event: { integrations } })).toEqual(['deliver', null, 'ok'])
  })

  it('filters test orders and bots unless the source takes them', () => {
    const takesAll = aSnapshot({ sources: [aSource({ acceptBots: true, acceptTestOrders: true })] })
    expect(outcomeOf({ event: { test: true } })).toEqual(['filtered', 'accepts', 'test_order'])
    expect(outcomeOf({ event: { bot: true } })).toEqual(['filtered', 'accepts', 'bot'])
    expect(outcomeOf({ event: { test: true, bot: true }, snapshot: takesAll })).toEqual(['deliver', null, 'ok'])
  })

  it("takes the vendor's own refusal with its reason", () => {
    const facts = {
      accepts: ({ standard }: Event) => (standard === 'refund' ? skip('filtered', 'no_refund_at_vendor') : null),
    }
    expect(outcomeOf({ facts, event: { standard: 'refund' } })).toEqual(['filtered', 'accepts', 'no_refund_at_vendor'])
  })

  it('asks the vendor about the event as the route maps it', () => {
    const facts = {
      accepts: ({ standard }: Event) => (standard === 'purchase' ? null : skip('filtered', 'no_event_at_vendor')),
    }
    const event = { name: 'Kauf', standard: null }
    expect(outcomeOf({ facts, event })).toEqual(['filtered', 'accepts', 'no_event_at_vendor'])
    const routes = [aRoute({ mapping: { events: { Kauf: 'Order Completed' } } })]
    expect(outcomeOf({ facts, event, snapshot: aSnapshot({ routes }) })).toEqual(['deliver', null, 'ok'])
  })

  it('is invalid for a type nobody knows and for settings that do not parse', () => {
    const strict = { settings: z.strictObject({ pixelId: z.string() }) }
    expect(outcomeOf({ destination: { type: 'x' } })).toEqual(['invalid', 'accepts', 'settings_invalid'])
    expect(outcomeOf({ facts: strict })).toEqual(['invalid', 'accepts', 'settings_invalid'])
    expect(outcomeOf({ facts: strict, destination: { settings: { pixelId: '1' } } })).toEqual(['deliver', null, 'ok'])
  })
})

describe('the route filter gate', () => {
  it.each<[string, RouteFilter, string]>([
    ['a type', { types: ['page'] }, 'type_not_routed'],
    ['an event name', { events: ['order completed'] }, 'event_not_routed'],
    ['a number that must be greater', path('commerce.total', 'greater', 119), 'property_mismatch'],
    ['a number given as text', path('properties.score', 'greater', 10), 'property_mismatch'],
    ['a list without the member', path('properties.tags', 'contains', 'b'), 'property_mismatch'],
    ['a value outside the list', path('properties.plan', 'one_of', ['free']), 'property_mismatch'],
    ['a property that is there', path('properties.plan', 'missing'), 'property_mismatch'],
    ['an inherited property', path('properties.constructor', 'exists'), 'property_mismatch'],
    ['an inherited property of text', path('name.length.constructor', 'exists'), 'property_mismatch'],
    ['null', path('properties.nothing', 'exists'), 'property_mismatch'],
    ['a test that lacks its value', path('properties.absent', 'equals'), 'property_mismatch'],
    ['a negative test that lacks its value', path('properties.plan', 'not_equals'), 'property_mismatch'],
    ['one of two tests', { properties: [...plan('pro'), ...plan('free')] }, 'property_mismatch'],
    ['a sample of nobody', { sample: 0 }, 'sampled_out'],
  ])('filters by %s', (_what, filter, reason) => {
    expect(outcomeOf({ filter, event: richEvent })).toEqual(['filtered', 'route_filter', reason])
  })

  it.each<[string, RouteFilter]>([
    ['the type', { types: ['track'] }],
    ['the exact name', { events: ['Order Completed'] }],
    ['the standard key', { events: ['purchase'] }],
    [
      'a number in range',
      { properties: [...of('commerce.total', 'greater', 100), ...of('commerce.total', 'less', 200)] },
    ],
    ['a part of text', path('context.page.path', 'contains', '/sale/')],
    ['a member of a list', path('properties.tags', 'contains', 'a')],
    ['an item of a list', path('commerce.products.0.sku', 'equals', 'SKU-1')],
    ['one of several', path('properties.plan', 'one_of', ['free', 'pro'])],
    ['another value', path('properties.plan', 'not_equals', 'free')],
    ['absence', path('properties.absent', 'missing')],
    ['a sample of everybody', { sample: 1 }],
  ])('passes by %s', (_what, filter) => {
    expect(outcomeOf({ filter, event: richEvent })).toEqual(['deliver', null, 'ok'])
  })

  it('the first of several routes that matches gives its id, and only all of them filter', () => {
    const [first, second, third] = ['d1', 'd2', 'd3'].map((end) => `0198c0de-0000-8000-8000-0000000000${end}`) as [
      string,
      string,
      string,
    ]
    const routes = [
      aRoute({ id: first, filter: { types: ['page'] } }),
      aRoute({ id: second, filter: { types: ['track'] } }),
      aRoute({ id: third }),
    ]
    expect(decide(inputOf({ snapshot: aSnapshot({ routes }) }))).toMatchObject([
      { verdict: 'deliver', routeId: second },
    ])
    const none = decide(inputOf({ snapshot: aSnapshot({ routes: routes.slice(0, 1) }) }))
    expect(none).toMatchObject([{ verdict: 'filtered', reason: 'type_not_routed', routeId: first }])
  })

  it('a person is always in or always out of a sample, and a share of people is in', () => {
    const filter = { sample: 0.3 }
    const isIn = (event: Partial<Event>) => outcomeOf({ filter, event })[0] === 'deliver'
    const people = Array.from({ length: 1_000 }, (_, n) => `anon-${n}`)
    const inside = people.filter((anonymousId) => isIn({ anonymousId, messageId: 'one' }))
    expect(inside.length).toBeGreaterThan(250)
    expect(inside.length).toBeLessThan(350)
    expect(inside.every((anonymousId) => isIn({ anonymousId, messageId: 'other', userId: 'signed-in' }))).toBe(true)
  })

  it('sampling falls back to the user, then to the message', () => {
    const verdicts = (events: Partial<Event>[]) =>
      events.map((event) => outcomeOf({ filter: { sample: 0.5 }, event })[0])
    const users = Array.from({ length: 40 }, (_, n) => ({ anonymousId: null, userId: `u-${n}` }))
    const messages = Array.from({ length: 40 }, (_, n) => ({ anonymousId: null, userId: null, messageId: `m-${n}` }))
    expect(new Set(verdicts(users)).size).toBe(2)
    expect(new Set(verdicts(messages)).size).toBe(2)
  })
})

describe('the egress location gate', () => {
  it.each([
    ['us', ['denied', 'egress_location', 'eu_only']],
    ['global', ['denied', 'egress_location', 'eu_only']],
    ['eu', ['deliver', null, 'ok']],
    ['customer', ['deliver', null, 'ok']],
  ] as const)('of an eu_only workspace answers a vendor in %s', (processesIn, outcome) => {
    expect(outcomeOf({ facts: { processesIn }, snapshot: aSnapshot({ euOnly: true }) })).toEqual(outcome)
  })
})

describe('the suppression gate', () => {
  it('stops a suppressed subject before consent is asked', () => {
    const [decision] = decide({ ...inputOf({}), state: { choices: [], suppressed: true } })
    expect(decision).toMatchObject({ verdict: 'suppressed', gate: 'suppression', reason: 'subject_suppressed' })
    expect(decision?.trace.map(({ gate }) => gate)).not.toContain('consent')
  })
})

describe('the age window gate', () => {
  it.each([
    ['within the window', '2026-11-17T12:00:00.000Z', ['deliver', null, 'ok']],
    ['a millisecond beyond it', '2026-11-17T11:59:59.999Z', ['expired', 'age_window', 'older_than_vendor_window']],
    ['at an unreadable time', 'soon', ['invalid', 'age_window', 'occurred_at_unreadable']],
  ])('answers an event %s', (_when, occurredAt, outcome) => {
    expect(outcomeOf({ event: { occurredAt } })).toEqual(outcome)
  })
})

describe('the identity gate', () => {
  const identifies: KnownType['identifies'] = ({ clickIds }, { identity, network }) =>
    identity.variants['email.plain'] || network.ip || clickIds.fbc ? null : skip('invalid', 'no_match_key')
  const available = {
    identity: { variants: { 'email.plain': ['aa'] }, absent: {}, plain: {} },
    network: { ip: '192.0.2.1', userAgent: null },
  }

  it('has no say and no trace before identity is made', () => {
    const [decision] = decide(inputOf({ facts: { identifies: () => skip('invalid', 'never') } }))
    expect(decision?.verdict).toBe('deliver')
    expect(decision?.trace.map(({ gate }) => gate)).not.toContain('identity')
  })

  it('is asked with what the granted purposes leave', () => {
    const facts = { purposes: ['analytics'] as const, sellsOrShares: false, identifies }
    const event = { clickIds: { fbc: 'fb.1.1700000000000.abc' } }
    const signals = [{ categories: { analytics: 'granted' as const } }]
    const [without] = decide({ ...inputOf({ facts, event }), signals, available })
    const [withAds] = decide({
      ...inputOf({ facts, event }),
      signals: [{ categories: { analytics: 'granted', advertising: 'granted' } }],
      available,
    })
    expect(without).toMatchObject({ verdict: 'invalid', gate: 'identity', reason: 'no_match_key' })
    expect(withAds).toMatchObject({ verdict: 'deliver' })
    expect(withAds?.trace.at(-1)?.inputs).toEqual({
      variants: ['email.plain'],
      absent: [],
      plain: [],
      network: ['ip'],
      clickIds: ['fbc'],
    })
  })
})

describe('a decision', () => {
  it('carries the trace of every gate asked, the versions and the purposes', () => {
    const [decision] = decide(inputOf({}))
    expect(decision?.trace.map(({ gate, passed, reason }) => [gate, passed, reason])).toEqual([
      ['enabled', true, 'ok'],
      ['accepts', true, 'ok'],
      ['route_filter', true, 'ok'],
      ['egress_location', true, 'ok'],
      ['suppression', true, 'ok'],
      ['consent', true, 'ok'],
      ['age_window', true, 'ok'],
    ])
    expect(decision).toMatchObject({
      mode: 'full',
      configVersion: 7,
      policyVersion: 3,
      consent: { advertising: 'granted', ad_personalization: 'granted', analytics: 'unset' },
    })
  })

  it('traces the first gate that stops and none behind it', () => {
    const [decision] = decide({ ...inputOf({}), signals: [] })
    expect(decision?.trace.map(({ gate }) => gate)).toEqual([
      'enabled',
      'accepts',
      'route_filter',
      'egress_location',
      'suppression',
      'consent',
    ])
  })
})

const richEvent: Partial<Event> = {
  properties: { plan: 'pro', tags: ['a'], score: '12', nothing: null },
  context: { page: { path: '/shop/sale/tea' } },
  commerce: aCommerce(),
}

interface Given {
  event?: Partial<Event>
  facts?: Partial<KnownType>
  destination?: Partial<DestinationConfig>
  filter?: RouteFilter
  snapshot?: Snapshot
}

function inputOf({ event, facts, destination, filter, snapshot }: Given): DecideInput {
  return {
    event: anOrder(event),
    signals: [{ categories: { marketing: 'granted' } }],
    snapshot:
      snapshot ?? aSnapshot({ destinations: [aDestination(destination)], routes: [aRoute({ filter: filter ?? {} })] }),
    facts: lookupOf(someFacts(facts)),
    state: noSubjectState,
    now: new Date('2026-11-24T12:00:00.000Z'),
    available: null,
  }
}

function outcomeOf(given: Given) {
  const [decision] = decide(inputOf(given))
  return [decision?.verdict, decision?.gate, decision?.reason]
}

function of(
  name: string,
  op: NonNullable<RouteFilter['properties']>[number]['op'],
  value?: string | number | string[],
) {
  return [value === undefined ? { path: name, op } : { path: name, op, value }]
}

function path(...test: Parameters<typeof of>): RouteFilter {
  return { properties: of(...test) }
}

function plan(value: string) {
  return of('properties.plan', 'equals', value)
}
