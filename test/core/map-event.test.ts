import { describe, expect, it } from 'vitest'
import type { Event } from '../../core/event.ts'
import { mapEvent } from '../../core/map-event.ts'
import { RouteMapping } from '../../core/route-mapping.ts'
import { anEvent, anOrder } from '../support/an-event.ts'
import { fc } from '../support/fast-check.ts'
import { frozen } from '../support/frozen.ts'

const aSale = (overrides: Partial<Event> = {}): Event =>
  anEvent({
    type: 'track',
    name: 'Kauf',
    standard: null,
    properties: { bestellung: { nr: 'A-7', summe: 54.8 }, waehrung: 'EUR', note: 'gift' },
    ...overrides,
  })

describe('mapEvent', () => {
  it('renames an event, and it means what its new name means', () => {
    const mapped = mapEvent(aSale(), { events: { Kauf: 'Order Completed' } })
    expect(mapped).toMatchObject({ name: 'Order Completed', standard: 'purchase' })
    expect(mapEvent(anOrder(), { events: { purchase: 'Bought' } })).toMatchObject({ name: 'Bought', standard: null })
    expect(mapEvent(aSale(), { events: { Other: 'Order Completed' } })).toMatchObject({ name: 'Kauf', standard: null })
  })

  it('copies properties by path, from which money and order id are read', () => {
    const mapped = mapEvent(frozen(aSale()), {
      events: { Kauf: 'Order Completed' },
      properties: {
        'properties.order_id': 'properties.bestellung.nr',
        'properties.total': 'properties.bestellung.summe',
        'properties.currency': 'properties.waehrung',
        'properties.page.path': 'context.page.path',
        'properties.absent': 'properties.nothing.there',
      },
    })
    expect(mapped.commerce).toMatchObject({ orderId: 'A-7', total: 54.8, currency: 'EUR' })
    expect(mapped.properties).toMatchObject({ page: { path: '/' }, note: 'gift' })
    expect(mapped.properties).not.toHaveProperty('absent')
  })

  it('reads the event as it was sent: the order of entries means nothing', () => {
    const properties = { 'properties.a': 'properties.b', 'properties.b': 'properties.a' }
    expect(mapEvent(aSale({ properties: { a: 1, b: 2 } }), { properties }).properties).toEqual({ a: 2, b: 1 })
  })

  it('sets constants last, keeps, then drops', () => {
    const mapped = mapEvent(aSale({ context: { page: { url: 'https://shop.example/', title: 'T' } } }), {
      properties: { 'properties.shop': 'properties.note' },
      constants: { 'properties.shop': 'de', 'properties.x.y': 1 },
      keep: ['properties.shop', 'properties.x', 'properties.bestellung.nr', 'properties.none'],
      drop: ['properties.x.y', 'context.page.title', 'traits.none.there'],
    })
    expect(mapped.properties).toEqual({ shop: 'de', x: {}, bestellung: { nr: 'A-7' } })
    expect(mapped.context).toEqual({ page: { url: 'https://shop.example/' } })
  })

  it('a value that money cannot be is no money, and the event stays', () => {
    const mapped = mapEvent(anOrder({ properties: { total: 5, currency: 'EUR', word: 'much' } }), {
      properties: { 'properties.total': 'properties.word' },
    })
    expect(mapped.commerce).toMatchObject({ total: null, currency: 'EUR' })
  })

  it('leaves everything else as it was, whatever the mapping', () => {
    const path = fc.constantFrom('properties.a', 'properties.a.b', 'properties.event_id', 'properties.userId')
    const mapping = fc.record({
      events: fc.dictionary(fc.constantFrom('Kauf', 'page', 'Home'), fc.string({ minLength: 1, maxLength: 20 })),
      properties: fc.dictionary(path, fc.constantFrom('properties.note', 'context.page', 'traits.plan')),
      constants: fc.dictionary(path, fc.oneof(fc.string(), fc.boolean(), fc.integer())),
      keep: fc.array(path, { maxLength: 3 }),
      drop: fc.array(fc.constantFrom('context.page', 'traits.plan', 'properties.note'), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(mapping, (any) => {
        const event = aSale({ userId: 'u-1', clickIds: { fbclid: 'x' } })
        const { name, standard, properties, traits, context, commerce, ...rest } = mapEvent(frozen(event), any)
        const { name: _1, standard: _2, properties: _3, traits: _4, context: _5, commerce: _6, ...before } = event
        expect(rest).toEqual(before)
      }),
    )
  })

  it('is the event itself without a mapping', () => {
    const event = aSale()
    expect(mapEvent(event, undefined)).toBe(event)
  })
})

describe('a mapping', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`properties.p${at}`, 1]))
  it.each([
    ['a path to nowhere', { drop: ['userId'] }],
    ['a path to consent', { constants: { 'consent.advertising': true } }],
    ['a path to identity', { properties: { 'properties.x': 'identity.variants' } }],
    ['a part alone', { drop: ['properties'] }],
    ['writing context', { constants: { 'context.page.url': 'x' } }],
    ['writing the event id', { constants: { vendorEventId: 'x' } }],
    ['a prototype', { constants: { 'properties.__proto__.polluted': true } }],
    ['a constructor', { properties: { 'properties.x': 'properties.constructor.prototype' } }],
    ['an empty name', { drop: ['properties..x'] }],
    ['nine names deep', { drop: ['properties.1.2.3.4.5.6.7.8'] }],
    ['51 constants', { constants: many(51) }],
    ['a long constant', { constants: { 'properties.x': 'x'.repeat(1_001) } }],
    ['an object as constant', { constants: { 'properties.x': {} } }],
    ['a constant that is no number', { constants: { 'properties.x': Number.NaN } }],
    ['something else', { code: 'event => event' }],
  ])('of %s is refused', (_, mapping) => {
    expect(RouteMapping.safeParse(mapping).success).toBe(false)
  })

  it('of 50 constants passes', () => {
    expect(RouteMapping.safeParse({ constants: many(50) }).success).toBe(true)
  })
})
