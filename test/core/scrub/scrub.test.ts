import { describe, expect, test } from 'vitest'
import type { Json } from '../../../core/json.ts'
import { scrub } from '../../../core/scrub/scrub.ts'
import { fc } from '../../support/fast-check.ts'

function scrubbed(text: string): Json {
  return scrub(text).value
}

describe('e-mails in texts', () => {
  test.each([
    ['mail john@example.com now', 'mail [email] now'],
    ['JOHN@EXAMPLE.COM', '[email]'],
    ["o'brien+a.b@sub.example.co.uk", '[email]'],
    ['john%40example.com', '[email]'],
    ['john%2540example%252Ecom', '[email]'],
    ['john%25252540example.com', '[email]'],
    ['j%6Fhn%40example.com', '[email]'],
    ['john&#64;example.com', '[email]'],
    ['john&#x40;example&#46;com', '[email]'],
    ['john&amp;#64;example.com', '[email]'],
    ['john&commat;example&period;com', '[email]'],
    ['john\\u0040example.com', '[email]'],
    ['{\\"mail\\":\\"john\\\\u0040example.com\\"}', '{\\"mail\\":\\"[email]\\"}'],
    ['john\\x40example.com', '[email]'],
    ['ｊｏｈｎ＠ｅｘａｍｐｌｅ．ｃｏｍ', '[email]'],
    ['john%EF%BC%A0example.com', '[email]'],
    ['john﹫example。com', '[email]'],
    ['jo\u200bhn@exam\u00adple.c\u2060om', '[email]'],
    ['rené@exämple.de', '[email]'],
    ['rene\u0301@exa\u0308mple.de', '[email]'],
    ['mailto:john@example.com?subject=Hi', 'mailto:[email]?subject=Hi'],
    ['"John" <john@example.com>, joe@example.com.', '"John" <[email]>, [email].'],
    ['john@example.com1', '[email]'],
    ['john@example.com.2', '[email].2'],
    ['a@b@example.com', 'a@[email]'],
  ])('%j gives %j', (text, expected) => {
    expect(scrubbed(text)).toBe(expected)
  })

  test.each([
    'lodash@4.17.21',
    'logo@2x.png',
    'https://cdn.example/a/logo@1.5x.webp?v=1',
    '@handle',
    'a@b',
    '5 @ 3.50',
    '@',
  ])('%j is no e-mail', (text) => {
    expect(scrub(text)).toEqual({ value: text, paths: [] })
  })
})

describe('phones in texts', () => {
  test.each([
    ['call +49 170 1234567 ok', 'call [phone] ok'],
    ['call +49 170 1234567 12 times', 'call [phone] 12 times'],
    ['(0049) 170', '(0049) 170'],
    ['Tel:0049 170 1234567', 'Tel:[phone]'],
    ['+1 (650) 555-1212', '[phone]'],
    ['%2B491701234567', '[phone]'],
    ['&#43;491701234567', '[phone]'],
    ['＋４９１７０１２３４５６７', '[phone]'],
    ['+49\u200b170\u200b1234567', '[phone]'],
    ['+٤٩١٧٠١٢٣٤٥٦٧', '[phone]'],
  ])('%j gives %j', (text, expected) => {
    expect(scrubbed(text)).toBe(expected)
  })

  test.each([
    '491701234567',
    '4006381333931',
    'order 491701234567 shipped',
    '99.00 491701234567',
    '1004917012345678',
    'SKU-00491701234567',
    '+999123456789',
    '2026-11-24T10:00:00+01:00',
    '2026-11-24T10:00:00.000+0100',
    '+1700000000',
    '0170 1234567',
    '+12.50 EUR',
    'https://shop.example/search?q=order+491701234567',
    'https://shop.example/orders/00491701234567?order_id=00491701234567',
  ])('%j holds no phone', (text) => {
    expect(scrub(text)).toEqual({ value: text, paths: [] })
  })

  test('a key that names a phone decides about digits without a prefix', () => {
    const value = {
      tel: '0170-1234567',
      phone_number: 491701234567,
      ownerMobile: '0170 1234567',
      whatsapp: ['0170 1234567'],
      fax: { number: '030 123456', label: 'office' },
      hotel: '0170 1234567',
      phone_model: 'X 1234567',
      headphone: '1234567',
      mobile: true,
    }
    expect(scrub(value)).toEqual({
      value: {
        ...value,
        tel: '[phone]',
        phone_number: '[phone]',
        ownerMobile: '[phone]',
        whatsapp: ['[phone]'],
        fax: { number: '[phone]', label: 'office' },
      },
      paths: ['tel', 'phone_number', 'ownerMobile', 'whatsapp.0', 'fax.number'],
    })
  })

  test('ids, codes, money and times keep digits with a leading 00', () => {
    const value = {
      order_id: '00491701234567',
      gtin: '00491701234567',
      invoiceNo: '00491701234567',
      total: '00491701234567',
    }
    expect(scrub(value)).toEqual({ value, paths: [] })
    expect(scrub({ note: '00491701234567' }).value).toEqual({ note: '[phone]' })
    expect(scrub({ customer_id: '+491701234567' }).value).toEqual({ customer_id: '[phone]' })
  })
})

describe('URLs', () => {
  test.each([
    [
      'https://shop.example/p?email=jane%40x.com&utm_source=a&first_name=Anna%20B&q=x#top',
      'https://shop.example/p?email=[email]&utm_source=a&first_name=[removed]&q=x#top',
    ],
    ['/thanks?name=Anna&tel=0170123456&order=1001', '/thanks?name=[removed]&tel=[phone]&order=1001'],
    [
      '?checkout[shipping_address][first_name]=Anna&user.city=Bonn',
      '?checkout[shipping_address][first_name]=[removed]&user.city=[removed]',
    ],
    [
      'https://a.example/?to=https%3A%2F%2Fb%2F%3Flast_name%3DDoe%26b%3D1&c=2',
      'https://a.example/?to=https%3A%2F%2Fb%2F%3Flast_name%3D[removed]%26b%3D1&c=2',
    ],
    [
      'https://a.example/?to=%253Flast_name%253DDoe%2526b%253D1%26c%3D2&d=3',
      'https://a.example/?to=%253Flast_name%253D[removed]%2526b%253D1%26c%3D2&d=3',
    ],
    ['https://a.example/?name=Smith%26Sons&x=1', 'https://a.example/?name=[removed]&x=1'],
    ['see https://a.example/?name=Anna and more', 'see https://a.example/?name=[removed] and more'],
    ['<a href="https://a.example/?name=Anna&amp;x=1">', '<a href="https://a.example/?name=[removed]&amp;x=1">'],
    ['https://a.example/#access&email=jane', 'https://a.example/#access&email=[email]'],
    ['https://a.example/?e%2Dmail=jane', 'https://a.example/?e%2Dmail=[email]'],
    ['https://a.example/users/john%2Btag%40gmail.com/orders', 'https://a.example/users/[email]/orders'],
    ['ftp://user:john@example.com/', 'ftp://user:[email]/'],
  ])('%j gives %j', (url, expected) => {
    expect(scrubbed(url)).toBe(expected)
  })

  test.each([
    'https://a.example/?state=abc&country=DE&utm_content=name&gclid=Cj0K_-x&fbclid=IwAR0+x',
    'https://a.example/?name=&email=',
    'https://a.example/?mobile=true&gender=women&phone=iphone-15&em=1',
    'https://a.example/p/4006381333931?variant=491701234567&product_name=Shirt',
  ])('%j keeps everything', (url) => {
    expect(scrub(url)).toEqual({ value: url, paths: [] })
  })
})

describe('objects', () => {
  test('paths say where it acted, in keys as they are afterwards', () => {
    const value = {
      properties: { note: 'a@x.com', products: [{ name: 'Shirt' }, { engraving: 'for b@x.com' }] },
      context: { 'c@x.com': { note: 'd@x.com' }, 'e@x.com': 1 },
    }
    expect(scrub(value)).toEqual({
      value: {
        properties: { note: '[email]', products: [{ name: 'Shirt' }, { engraving: 'for [email]' }] },
        context: { '[email]': { note: '[email]' }, '[email] 2': 1 },
      },
      paths: ['properties.note', 'properties.products.1.engraving', 'context', 'context.[email].note'],
    })
  })

  test('__proto__ is a key like any other, and what is too deep is dropped', () => {
    const hostile = JSON.parse('{"__proto__":{"a":"a@x.com"}}') as Json
    expect(JSON.stringify(scrub(hostile).value)).toBe('{"__proto__":{"a":"[email]"}}')
    let deep: Json = 'a@x.com'
    for (let i = 0; i < 5000; i++) deep = [deep]
    expect(JSON.stringify(scrub({ deep }))).not.toContain('@')
  })
})

describe('properties of the scrubber', () => {
  const email = fc
    .tuple(fc.stringMatching(/^[a-z][a-z0-9._+-]{3,12}[a-z0-9]$/), fc.domain())
    .map(([a, b]) => `${a}@${b}`)
  const phone = fc
    .tuple(fc.constantFrom('+4917', '004917'), fc.stringMatching(/^[0-9]{8}$/))
    .map(([prefix, digits]) => `${prefix}0${digits.slice(1)}`)
  const words = fc.constantFrom('', ' ', 'contact: ', 'Grüße, ', '(', '"', '?ref=', 'https://x.example/?a=1&b=', '\n')
  const encodings = new Map<string, (raw: string) => string>([
    ['as it is', (raw) => raw],
    ['upper-case', (raw) => raw.toUpperCase()],
    ['percent', encodeURIComponent],
    ['percent twice', (raw) => encodeURIComponent(encodeURIComponent(raw))],
    ['every byte percent', (raw) => raw.replace(/./gs, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)],
    ['entities', (raw) => raw.replace(/./gs, (c) => `&#${c.charCodeAt(0)};`)],
    ['JSON escapes', (raw) => raw.replace(/./gs, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['full width', (raw) => raw.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
    ['zero width', (raw) => raw.split('').join('\u200b')],
    ['JSON in JSON', (raw) => JSON.stringify(JSON.stringify({ raw }))],
  ])

  test.each([...encodings])('no e-mail survives written in %s', (_name, encode) => {
    fc.assert(
      fc.property(email, words, words, (raw, before, after) => {
        const result = scrub({ note: `${before}${encode(raw)}${after.startsWith('h') ? ' ' : ''}${after}` })
        const text = JSON.stringify(result)
        expect(text).toContain('[email]')
        expect(text.toLowerCase()).not.toContain(raw.split('@')[0]?.toLowerCase())
        expect(text).not.toContain(encode(raw))
      }),
    )
  })

  test.each([...encodings])('no phone survives written in %s', (_name, encode) => {
    fc.assert(
      fc.property(
        phone,
        fc.constantFrom('', ' ', 'call: ', '(', '"'),
        fc.constantFrom('', ' ', ', ok', ')', '"'),
        (raw, before, after) => {
          const result = JSON.stringify(scrub({ note: `${before}${encode(raw)}${after}` }))
          expect(result).toContain('[phone]')
          expect(result).not.toContain(raw.slice(-8))
        },
      ),
    )
  })

  test('ids, SKUs, EANs, money and dates survive', () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{3,18}$/)
    const harmless = fc.oneof(
      digits,
      fc.stringMatching(/^[0-9]{13}$/).filter((ean) => !ean.startsWith('00')),
      fc.stringMatching(/^[A-Z]{2,4}-[0-9]{4,12}$/),
      fc.uuid(),
      fc
        .date({ noInvalidDate: true, min: new Date('1900-01-01'), max: new Date('2999-12-31') })
        .map((date) => date.toISOString()),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map(String)
        .filter((text) => !text.includes('+')),
      fc.tuple(fc.nat(), fc.nat(99)).map(([a, b]) => `${a}.${String(b).padStart(2, '0')} EUR`),
      digits.map((id) => `https://shop.example/p/${id}?variant=${id}&utm_campaign=a+b`),
    )
    const key = fc.constantFrom('order_id', 'sku', 'ean', 'total', 'created_at', 'note', 'name', 'url')
    fc.assert(
      fc.property(key, harmless, fc.double({ noNaN: true }), (name, text, amount) => {
        const value = { [name]: text, amount, list: [text] }
        expect(scrub(value)).toEqual({ value, paths: [] })
      }),
      { numRuns: 500 },
    )
  })

  test('scrubbing twice is scrubbing once', () => {
    const part = fc.oneof(
      email,
      phone,
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('&', '?name=', '%40', '&#64;', '\\u0040', '%25', '@', '.com', '=', '+49', ' ', '\u200b'),
    )
    const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (raw) => {
        const once = scrub({ raw }).value
        expect(scrub(once)).toEqual({ value: once, paths: [] })
      }),
      { numRuns: 500 },
    )
  })

  test('every character that folds to a telling one is looked at', () => {
    const missed: string[] = []
    for (let code = 0x80; code < 0x10000; code++) {
      const character = String.fromCharCode(code)
      if (character.normalize('NFKC') === '@' && scrubbed(`a${character}x.com`) !== '[email]') missed.push(character)
      if (character.normalize('NFKC') === '+' && scrubbed(`${character}491701234567`) !== '[phone]')
        missed.push(character)
    }
    expect(missed).toEqual([])
  })
})

describe('hostile texts of 32 KB', () => {
  const size = 32_768
  test.each([
    '@',
    'a@',
    '@a.',
    'a@a.',
    'é@',
    '%',
    '%25',
    '%40',
    '%C3',
    '\\',
    '\\u',
    '&',
    '&#',
    '&amp;',
    '&#64;',
    '+',
    '+1234567',
    '+1 2 3 4 5 6 7 8 9 ',
    '00 1 2 3 4 5 ',
    '00',
    '1',
    '?name=',
    '=',
    '&a=',
    '?a',
    '%3D',
    'a',
    '.',
    '-',
    '[',
    '\u200b',
    '\ufdfa',
    '𝟎',
    ' ',
    '1 ',
    'name=&',
  ])('%j over and over takes less than a second of processor time', (unit) => {
    const text = unit.repeat(Math.ceil(size / unit.length))
    const before = process.cpuUsage()
    scrub({ note: text, phone: text, email_at_end: `${text}@example.com`, at_start: `john@example.com${text}` })
    // Processor time: another process on the machine makes nothing here slower.
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000)
  })
})
