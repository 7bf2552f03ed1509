import { describe, expect, it } from 'vitest'
import type { RouteConfig } from '../../core/config.ts'
import { toDeliverable } from '../../core/deliverable-event.ts'
import type { Event } from '../../core/event.ts'
import { everyPurpose, type Purpose } from '../../core/purpose.ts'
import { aCommerce, anOrder, aProduct } from '../support/an-event.ts'
import { someFacts } from '../support/facts.ts'

const fbc = 'fb.1.1554763741205.AbCdEfGhIjKl'
const gclid = 'Cj0KCQiA-planted-gclid'
const clickIds = { fbc, gclid, ga_client_id: '1234567890.1700000000' }

describe('what a destination sees', () => {
  it('is everything it declared while every purpose is granted', () => {
    const event = anOrder({ clickIds, properties: { gclid } })
    const seen = deliverable(event, ['advertising', 'ad_personalization', 'analytics'])
    expect(seen.clickIds).toEqual(clickIds)
    expect(seen.properties).toEqual({ gclid })
    expect(seen.identity).toEqual({ variants: { 'email.plain': ['aa'] }, absent: {}, plain: {} })
    expect(seen.network).toEqual({ ip: '192.0.2.1', userAgent: null })
  })

  it('never holds a variant, field or address it did not declare', () => {
    const seen = deliverable(anOrder(), ['advertising'])
    expect(Object.keys(seen.identity.variants)).toEqual(['email.plain'])
    expect(seen.identity.plain).toEqual({})
    expect(seen.network.userAgent).toBeNull()
  })

  it('loses hashes, addresses and click ids with the purpose of advertising, and keeps the GA pair', () => {
    const seen = deliverable(anOrder({ clickIds }), ['analytics'])
    expect(seen.clickIds).toEqual({ ga_client_id: '1234567890.1700000000' })
    expect(seen.identity).toEqual({ variants: {}, absent: {}, plain: {} })
    expect(seen.network).toEqual({ ip: null, userAgent: null })
  })

  it('loses the GA pair with the purpose of analytics, and keeps click ids', () => {
    expect(deliverable(anOrder({ clickIds }), ['advertising']).clickIds).toEqual({ fbc, gclid })
  })

  it.each([
    ['https://shop.example/p?fbclid=abc&utm_source=mail', 'https://shop.example/p?utm_source=mail'],
    ['https://shop.example/p?a=1&GCLID=x-Y_z&b=2#top', 'https://shop.example/p?a=1&b=2#top'],
    ['?gclid=x', ''],
    ['gclid=x&a=1', 'a=1'],
    ['https://shop.example/#gbraid=1&x=2', 'https://shop.example/#x=2'],
    [
      'https://l.example/?u=https%3A%2F%2Fshop.example%2F%3Fgclid%3Dabc%26a%3D1',
      'https://l.example/?u=https%3A%2F%2Fshop.example%2F%3Fa%3D1',
    ],
    ['see https://shop.example/?msclkid=9 now', 'see https://shop.example/ now'],
    ['/?fbclid=1&gclid=2&msclkid=3&a=1&ttclid=4', '/?a=1'],
    ['/?fbclid=1&gclid=2#x', '/#x'],
    [`/thanks/${gclid}/`, '/thanks//'],
    ['https://shop.example/?mygclid=1', 'https://shop.example/?mygclid=1'],
    ['https://shop.example/gclid=guide', 'https://shop.example/gclid=guide'],
  ])('without advertising %s becomes %s', (url, clean) => {
    const event = anOrder({ clickIds, context: { page: { url } }, properties: { deep: [{ link: url }] } })
    const seen = deliverable(event, ['analytics'])
    expect(seen.context).toEqual({ page: { url: clean } })
    expect(seen.properties).toEqual({ deep: [{ link: clean }] })
  })

  it('without advertising has no key of an ad id, no ad that led here and no product link with one', () => {
    const event = anOrder({
      properties: { fbclid: 'x', nested: { _FBP: 'y', keep: 1 } },
      context: { referrer: { id: 'ad-click', type: 'dataxu' }, device: { advertisingId: 'idfa', model: 'm' } },
      commerce: aCommerce({ products: [aProduct({ url: 'https://shop.example/p?gclid=1' })] }),
    })
    const seen = deliverable(event, ['analytics'])
    expect(seen.properties).toEqual({ nested: { keep: 1 } })
    expect(seen.context).toEqual({ device: { model: 'm' } })
    expect(seen.commerce?.products[0]?.url).toBe('https://shop.example/p')
    expect(seen.commerce?.total).toBe(119)
  })

  it('leaves the stored event as it was', () => {
    const event = anOrder({ clickIds, properties: { gclid } })
    const before = structuredClone(event)
    deliverable(event, [])
    expect(event).toEqual(before)
  })

  it('survives nesting no sender needs, without what is below it', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`)
    expect(() => deliverable(anOrder({ properties: deep }), [])).not.toThrow()
  })

  it('is mapped after stripping: a withheld id does not hide under another name', () => {
    const event = anOrder({ clickIds, properties: { gclid, note: `ad ${gclid}` } })
    const mapping = { properties: { 'properties.copy': 'properties.gclid', 'properties.text': 'properties.note' } }
    const seen = deliverable(event, ['analytics'], { value: 'gross', mapping })
    expect(JSON.stringify(seen)).not.toContain(gclid)
    expect(seen.properties).toHaveProperty('text')
  })

  it('has the value of what the mapping made the order', () => {
    const event = anOrder({ properties: { summe: 50, currency: 'EUR' } })
    const mapping = { properties: { 'properties.total': 'properties.summe' } }
    expect(deliverable(event, [], { value: 'gross', mapping }).value).toBe(50)
  })

  it('has the value the route means', () => {
    expect(deliverable(anOrder(), []).value).toBe(119)
    expect(deliverable(anOrder(), [], { value: 'net_of_tax_and_shipping' }).value).toBe(95)
    expect(deliverable(anOrder({ commerce: null }), []).value).toBeNull()
  })
})

function deliverable(
  event: Event,
  granted: Purpose[],
  route: Pick<RouteConfig, 'value' | 'mapping'> = { value: 'gross' },
) {
  const consent = { ...everyPurpose('denied'), ...Object.fromEntries(granted.map((purpose) => [purpose, 'granted'])) }
  return toDeliverable({
    event,
    bundle: {
      variants: { 'email.plain': ['aa'], 'email.gmail': ['bb'] },
      absent: { 'phone.e164': 'not_sent' },
      plain: { email: 'raw' },
    },
    network: { ip: '192.0.2.1', userAgent: 'agent' },
    decision: { consent, mode: 'full' },
    facts: someFacts(),
    settings: {},
    route,
  })
}
