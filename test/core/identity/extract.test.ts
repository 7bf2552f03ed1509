import { describe, expect, test } from 'vitest'
import type { IdentitySource } from '../../../core/identity/extract.ts'
import { extractIdentity } from '../../../core/identity/extract.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import { aRawIdentity } from '../../support/a-raw-identity.ts'
import { fc } from '../../support/fast-check.ts'

function extract(source: Partial<IdentitySource>) {
  return extractIdentity({ traits: {}, contextTraits: {}, properties: {}, userId: null, ...source })
}

describe('traits', () => {
  test('Segment traits give the person and keep what names nobody', () => {
    const traits = {
      email: 'Jane@example.com',
      phone: '+49 170 1234567',
      firstName: 'Jane',
      lastName: 'Doe',
      birthday: '1990-05-21',
      gender: 'female',
      address: { street: 'Hauptstr. 1', city: 'Berlin', state: 'BE', postalCode: '10115', country: 'DE' },
      plan: 'pro',
      company: { name: 'Acme', id: 'c1', employees: 12 },
      username: 'janed',
    }
    const { raw, traits: kept } = extract({ traits, userId: 'u1' })
    expect(raw).toEqual({
      emails: ['Jane@example.com'],
      phones: ['+49 170 1234567'],
      firstName: 'Jane',
      lastName: 'Doe',
      street: 'Hauptstr. 1',
      city: 'Berlin',
      state: 'BE',
      postcode: '10115',
      country: 'DE',
      birthDate: '1990-05-21',
      gender: 'female',
      externalId: 'u1',
    })
    expect(kept).toEqual({
      address: { state: 'BE', country: 'DE' },
      plan: 'pro',
      company: { name: 'Acme', id: 'c1', employees: 12 },
      username: 'janed',
    })
  })

  test.each(['E-Mail', 'e_mail', 'EMAIL', 'emailAddress', 'email_address', 'user_email', 'customerEmail', 'Email 2'])(
    'the key %j is an e-mail',
    (key) => {
      expect(extract({ traits: { [key]: 'a@x.com' } })).toMatchObject({ raw: { emails: ['a@x.com'] }, traits: {} })
      expect(extract({ properties: { [key]: 'a@x.com' } })).toMatchObject({
        raw: { emails: ['a@x.com'] },
        properties: {},
      })
    },
  )

  test.each(['phone', 'Phone Number', 'phone_number', 'mobile', 'telephone', 'tel', 'billing_phone', 'contactPhone'])(
    'the key %j is a phone',
    (key) => {
      expect(extract({ properties: { [key]: '0170 1234567' } }).raw.phones).toEqual(['0170 1234567'])
      expect(extract({ traits: { [key]: 491701234567 } }).raw.phones).toEqual(['491701234567'])
    },
  )

  test('lists of e-mails and phones are read, also as objects', () => {
    const traits = { emails: ['a@x.com', { value: 'b@x.com', verified: true }], phones: [{ number: '+491701234567' }] }
    const { raw, traits: kept } = extract({ traits })
    expect(raw.emails).toEqual(['a@x.com', 'b@x.com'])
    expect(raw.phones).toEqual(['+491701234567'])
    expect(kept).toEqual({})
  })

  test.each([
    ['Jane Doe', 'Jane', 'Doe'],
    ['Anna Maria Schmidt', 'Anna', 'Schmidt'],
    ['Ludwig van Beethoven', 'Ludwig', 'van Beethoven'],
    ['Doe, Jane', 'Jane', 'Doe'],
    ['Cher', 'Cher', null],
  ])('the full name %j is split', (name, firstName, lastName) => {
    expect(extract({ traits: { name } })).toMatchObject({ raw: { firstName, lastName }, traits: {} })
  })

  test('a full name is not split when first and last name are there, and goes all the same', () => {
    const { raw, traits } = extract({ traits: { name: 'J. D.', firstName: 'Jane', lastName: 'Doe' } })
    expect([raw.firstName, raw.lastName, traits]).toEqual(['Jane', 'Doe', {}])
  })

  test('traits stand before context.traits, and what is left is merged the same way', () => {
    const { raw, traits } = extract({
      traits: { firstName: 'Jane', plan: 'pro' },
      contextTraits: { firstName: 'Joe', lastName: 'Bloggs', plan: 'free', score: 3 },
    })
    // One person's first name never meets another's last name.
    expect([raw.firstName, raw.lastName]).toEqual(['Jane', null])
    expect(traits).toEqual({ plan: 'pro', score: 3 })
  })

  test('the traits of a group keep the company and name no person', () => {
    const traits = { name: 'Acme', email: 'info@acme.com', plan: 'pro', street: 'Side Street 1' }
    const { raw, traits: kept } = extract({ traits, traitsAre: 'company' })
    expect(raw).toEqual(aRawIdentity())
    expect(kept).toEqual({ name: 'Acme', email: 'info@acme.com', plan: 'pro' })
  })

  test('an unreadable e-mail is taken all the same, so that its absence has a reason', () => {
    expect(extract({ traits: { email: 'not an address' } })).toMatchObject({
      raw: { emails: ['not an address'] },
      traits: {},
    })
  })

  test('switches and counts are no contacts', () => {
    const traits = { email: true, emails: 3, mobile: 'yes', phone: null, notifications: { email: true, sms: false } }
    expect(extract({ traits })).toMatchObject({ raw: { emails: [], phones: [] }, traits })
  })
})

describe('properties', () => {
  test('a Shopify order gives the buyer and keeps the order', () => {
    const address = {
      first_name: 'Jane',
      last_name: 'Doe',
      name: 'Jane Doe',
      address1: 'Hauptstr. 1',
      address2: '3. OG',
      city: 'Berlin',
      zip: '10115',
      province: 'Berlin',
      province_code: 'BE',
      country: 'Germany',
      country_code: 'DE',
      phone: '+49 170 1234567',
      company: 'Acme',
      latitude: 52.5,
      longitude: 13.4,
    }
    const properties = {
      name: '#1001',
      order_number: 1001,
      email: 'jane@example.com',
      total_price: '129.90',
      customer: { id: 7, email: 'Jane@example.com', first_name: 'Jane', last_name: 'Doe', default_address: address },
      billing_address: address,
      shipping_address: { ...address, first_name: 'Joe' },
      line_items: [{ name: 'Shirt', title: 'Shirt', sku: '4006381333931', vendor: 'Acme', price: '10.00' }],
    }
    const { raw, properties: kept } = extract({ properties })
    expect(raw).toEqual(
      aRawIdentity({
        emails: ['jane@example.com', 'Jane@example.com'],
        phones: ['+49 170 1234567'],
        firstName: 'Jane',
        lastName: 'Doe',
        street: 'Hauptstr. 1',
        city: 'Berlin',
        state: 'BE',
        postcode: '10115',
        country: 'DE',
      }),
    )
    const place = { province: 'Berlin', province_code: 'BE', country: 'Germany', country_code: 'DE', company: 'Acme' }
    expect(kept).toEqual({
      name: '#1001',
      order_number: 1001,
      total_price: '129.90',
      customer: { id: 7, default_address: place },
      billing_address: place,
      shipping_address: place,
      line_items: properties.line_items,
    })
  })

  test('a WooCommerce order gives the buyer', () => {
    const billing = {
      first_name: 'Jane',
      last_name: 'Doe',
      address_1: 'A 1',
      city: 'Bonn',
      postcode: '53111',
      country: 'DE',
    }
    const { raw, properties } = extract({
      properties: { id: 9, billing: { ...billing, email: 'a@x.com', phone: '0170 1234567' }, shipping: billing },
    })
    expect(raw).toMatchObject({
      emails: ['a@x.com'],
      phones: ['0170 1234567'],
      firstName: 'Jane',
      street: 'A 1',
      city: 'Bonn',
    })
    expect(properties).toEqual({ id: 9, billing: { country: 'DE' }, shipping: { country: 'DE' } })
  })

  test('products, pages, money, ids and companies survive', () => {
    const properties = {
      name: 'Blue shirt',
      title: 'Shop',
      category: 'Women',
      gender: 'women',
      brand: 'Anna Field',
      product_id: 'p1',
      price: 10,
      order_id: '491701234567',
      sku: '4006381333931',
      company: 'Acme',
      company_name: 'Acme',
      user_name: 'jd',
      state: 'completed',
      shipping: 4.9,
      shipping_method: 'DHL',
      delivery: { name: 'DHL Express', price: 4.9 },
      products: [{ name: 'Shirt', brand: 'B', category: 'C', city_edition: 'Paris', variant: 'M' }],
      store: { name: 'Berlin Mitte', city: 'Berlin', phone: '+49 30 123456' },
      ip_address: 'x',
      wallet_address: 'y',
      email: { subject: 'Hi', campaign: 'spring' },
      email_id: 'spring-7',
    }
    const { raw, properties: kept } = extract({ properties })
    expect(kept).toEqual(properties)
    expect(raw).toEqual(aRawIdentity())
  })

  test('somebody else is forgotten but is not the person', () => {
    const { raw, properties } = extract({
      properties: { gift: { recipient: { first_name: 'Joe', lastName: 'Bloggs', street: 'B 2', message: 'hi' } } },
    })
    expect(raw).toEqual(aRawIdentity())
    expect(properties).toEqual({ gift: { recipient: { message: 'hi' } } })
  })

  test('a shipping contact is asked only when nobody else is named', () => {
    const shipping_address = { email: 'joe@x.com', city: 'Bonn' }
    expect(extract({ properties: { shipping_address } }).raw.emails).toEqual(['joe@x.com'])
    expect(extract({ properties: { shipping_address, email: 'jane@x.com' } }).raw.emails).toEqual(['jane@x.com'])
  })

  test('an order inside the properties is read like the properties', () => {
    const { raw } = extract({ properties: { order: { customer: { email: 'a@x.com', name: 'Jane Doe' } } } })
    expect(raw).toMatchObject({ emails: ['a@x.com'], firstName: 'Jane', lastName: 'Doe' })
  })

  test('flat billing fields are the person', () => {
    const { raw, properties } = extract({
      properties: { billing_first_name: 'Jane', billing_city: 'Bonn', billingPostcode: '53111', customer_name: 'J D' },
    })
    expect(raw).toMatchObject({ firstName: 'Jane', city: 'Bonn', postcode: '53111' })
    expect(properties).toEqual({})
  })

  test('a street of several lines and a house number of its own', () => {
    expect(extract({ traits: { address: { street: ['Hauptstr. 1', '3. OG'] } } }).raw.street).toBe('Hauptstr. 1')
    expect(extract({ traits: { address: { streetName: 'Hauptstr.', houseNumber: 12 } } }).raw.street).toBe(
      'Hauptstr. 12',
    )
    expect(extract({ traits: { address: 'Hauptstr. 1, Berlin' } })).toMatchObject({
      raw: { street: 'Hauptstr. 1, Berlin' },
      traits: {},
    })
  })

  test('digests under the names that tag managers use are taken as what they are', () => {
    const digest = 'a'.repeat(64)
    const user_data = { sha256_email_address: digest, ph: digest, address: { sha256_first_name: digest }, em: 'yes' }
    const { raw, properties } = extract({ properties: { user_data } })
    expect(raw).toMatchObject({ emails: [digest], phones: [digest], firstName: digest })
    expect(properties).toEqual({ user_data: { address: {}, em: 'yes' } })
  })

  test('a name may be an object of parts, however deep', () => {
    expect(extract({ traits: { name: { first: 'Jane', last: 'Doe', style: 'x' } } })).toMatchObject({
      raw: { firstName: 'Jane', lastName: 'Doe' },
      traits: { name: { style: 'x' } },
    })
    let name: Json = 'Jane'
    for (let i = 0; i < 5000; i++) name = { name }
    expect(extract({ traits: { name } }).traits).toEqual({})
  })

  test('a hostile depth ends in nothing, and __proto__ is a key like any other', () => {
    let deep: Json = { first_name: 'Jane' }
    for (let i = 0; i < 5000; i++) deep = { customer: deep }
    expect(JSON.stringify(extract({ properties: { deep } }).properties)).not.toContain('Jane')
    const properties = JSON.parse('{"__proto__":{"email":"a@x.com","x":1}}') as JsonObject
    expect(Object.getPrototypeOf(extract({ properties }).properties)).toBe(Object.prototype)
  })

  test('a customer is found below objects we do not know', () => {
    const event_data = { v2: [{ customer: { email: 'a@x.com', name: 'Jane Doe' }, review: { user: { name: 'Joe' } } }] }
    const { raw, properties } = extract({ properties: { event_data } })
    expect(raw).toMatchObject({ emails: ['a@x.com'], firstName: 'Jane' })
    expect(properties).toEqual({ event_data: { v2: [{ customer: {}, review: { user: { name: 'Joe' } } }] } })
  })

  test('no name, place, birth date or contact of a person remains, wherever a shop puts it', () => {
    const keys = [
      'firstName',
      'last_name',
      'STREET',
      'birth-date',
      'email',
      'Phone',
      'full_name',
      'address1',
      'Zip Code',
    ]
    const containers = ['customer', 'billing', 'shipping_address', 'user', 'address', 'order', 'traits', 'Contact']
    const secret = fc.stringMatching(/^[a-z]{8}$/).map((text) => `zq${text}`)
    const path = fc.array(fc.constantFrom(...containers), { maxLength: 4 })
    fc.assert(
      fc.property(secret, fc.constantFrom(...keys), path, (value, key, outer) => {
        const person: JsonObject = { [key]: value, city: value, kept: 'here' }
        const nested = outer.reduceRight<JsonObject>((inner, name) => ({ [name]: inner, city: value }), person)
        for (const left of [extract({ traits: nested }).traits, extract({ properties: nested }).properties]) {
          expect(JSON.stringify(left)).not.toContain(value)
          expect(JSON.stringify(left)).toContain('here')
        }
      }),
    )
  })
})
