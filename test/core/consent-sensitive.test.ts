import { describe, expect, it } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import { markSensitive, sensitiveBySource } from '../../core/consent/sensitive.ts'
import { toDeliverable } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import { everyPurpose } from '../../core/purpose.ts'
import { aCommerce, anOrder, aProduct } from '../support/an-event.ts'
import { someFacts } from '../support/facts.ts'

describe('who is a minor', () => {
  it.each([
    [{ subject: { minor: true } }, 'yes'],
    [{ subject: { age_band: 'under_13' } }, 'yes'],
    [{ subject: { age_band: '16-24' } }, 'yes'],
    [{ age_band: '<18' }, 'yes'],
    [{ subject: { minor: 'true' } }, 'doubtful'],
    [{ subject: { minor: 1 } }, 'doubtful'],
    [{ subject: 'child' }, 'doubtful'],
    [{ age_band: { from: 3 } }, 'doubtful'],
    [{ age_band: 'unknown' }, 'doubtful'],
    [{ subject: { minor: false, age_band: '18+' } }, undefined],
    [{ subject: { age_band: '25-34' } }, undefined],
    [{ subject: {} }, undefined],
  ])('%j: %s', (context, minor) => {
    expect(captureSignals(context, undefined).subject?.minor).toBe(minor)
  })
})

describe('a sensitive product', () => {
  const source = { sensitiveCategories: ['health'] }
  const of = (category: string) => ({ commerce: aCommerce({ products: [aProduct({ category })] }), properties: {} })

  it.each(['Health', ' HEALTH ', 'Home > Health > Tests', 'home/health'])('%s is marked', (category) => {
    expect(sensitiveBySource(source, of(category))).toBe('sensitive_category')
    expect(markSensitive({}, source, of(category))).toEqual({ subject: { sensitiveProducts: true } })
  })

  it.each(['Healthy food', 'Garden', ''])('%s is not', (category) => {
    expect(sensitiveBySource(source, of(category))).toBeNull()
    expect(markSensitive({}, source, of(category))).toEqual({})
  })
})

it('what was looked at goes to nobody', () => {
  const event = anOrder({
    properties: { products: [{ name: 'planted-name' }], url: 'https://shop.example/planted-path' },
    context: { page: { path: '/planted-path', title: 'planted-title' }, referrer: 'planted', locale: 'en' },
    commerce: aCommerce({ products: [aProduct({ name: 'planted-name', category: 'planted', url: 'planted' })] }),
  })
  const deliverable = toDeliverable({
    event,
    bundle: emptyBundle,
    network: { ip: null, userAgent: null },
    decision: { consent: everyPurpose('granted'), mode: 'full', isSensitive: true },
    facts: someFacts(),
    settings: {},
    route: { value: 'gross' },
  })
  expect(JSON.stringify(deliverable)).not.toContain('planted')
  expect(deliverable).toMatchObject({
    context: { locale: 'en' },
    commerce: { orderId: '1001', products: [{ sku: 'SKU-1' }] },
  })
})
