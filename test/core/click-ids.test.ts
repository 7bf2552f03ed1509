import { describe, expect, it } from 'vitest'
import { readClickIds } from '../../core/click-ids.ts'

const none = { url: null, context: {}, properties: {} }

describe('click ids', () => {
  it("of every vendor are read from the page's URL with their case", () => {
    const query =
      'fbclid=IwAR_aB-c&gclid=Cj0KCQ&gbraid=0AAA&wbraid=CjkK&ttclid=E.C.P.x&epik=dj0y&ScCid=a-b&rdt_cid=123&li_fat_id=u-1&msclkid=ab&twclid=2x'
    expect(readClickIds({ ...none, url: `https://shop.example/p?utm_source=x&${query}#frag` })).toEqual({
      fbclid: 'IwAR_aB-c',
      gclid: 'Cj0KCQ',
      gbraid: '0AAA',
      wbraid: 'CjkK',
      ttclid: 'E.C.P.x',
      epik: 'dj0y',
      sc_click_id: 'a-b',
      rdt_cid: '123',
      li_fat_id: 'u-1',
      msclkid: 'ab',
      twclid: '2x',
    })
  })

  it('of cookies are read in the forms the vendors write', () => {
    const cookies = {
      _fbp: 'fb.1.1596403881668.1116446470',
      _fbc: 'fb.1.1554763741205.AbCdEfGhIjKl',
      _ttp: '2abcDEF',
      _ga: 'GA1.2.1234567890.1700000000',
      _ga_ABC123: 'GS2.1.s1700000001$o1$g0$t1700000001',
      _gcl_aw: 'GCL.1700000000.Cj0KCQ-x_y',
      li_fat_id: 'u-2',
    }
    expect(readClickIds({ ...none, cookies })).toEqual({
      fbp: 'fb.1.1596403881668.1116446470',
      fbc: 'fb.1.1554763741205.AbCdEfGhIjKl',
      ttp: '2abcDEF',
      ga_client_id: '1234567890.1700000000',
      ga_session_id: '1700000001',
      gclid: 'Cj0KCQ-x_y',
      li_fat_id: 'u-2',
    })
    expect(readClickIds({ ...none, cookies: { _ga_X1: 'GS1.1.1700000002.3.1.1.0' } })).toEqual({
      ga_session_id: '1700000002',
    })
  })

  it('named fields win over the URL, the URL over cookies and the referrer', () => {
    const everywhere = {
      url: 'https://shop.example/?gclid=url',
      referrer: 'https://shop.example/?gclid=referrer&msclkid=referrer',
      context: { campaign: { gclid: 'campaign' }, fbp: 'fb.1.1596403881668.1' },
      properties: {},
      cookies: { _gcl_aw: 'GCL.1.cookie' },
    }
    expect(readClickIds({ ...everywhere, properties: { gclid: 'own' } }).gclid).toBe('own')
    expect(readClickIds(everywhere)).toEqual({ gclid: 'campaign', msclkid: 'referrer', fbp: 'fb.1.1596403881668.1' })
    expect(readClickIds({ ...everywhere, context: {} }).gclid).toBe('url')
    expect(readClickIds({ ...everywhere, context: {}, url: '/relative' }).gclid).toBe('cookie')
  })

  it.each([
    ['an address', { gclid: 'jane@example.com' }],
    ['an encoded address', { gclid: 'jane%40example.com' }],
    ['a phone number', { gclid: '+491701234567' }],
    ['a space', { msclkid: 'a b' }],
    ['too long a text', { fbclid: 'a'.repeat(513) }],
    ['an empty text', { fbclid: '' }],
    ['a number', { rdt_cid: 5 }],
    ['an object', { gclid: { a: 1 } }],
    ['an fbc of another form', { fbc: 'IwAR' }],
    ['an fbp of another form', { fbp: 'fb.1.x.y' }],
    ['a session id in words', { ga_session_id: 'abc' }],
  ])('with %s are dropped', (_what, properties) => {
    expect(readClickIds({ ...none, properties })).toEqual({})
  })

  it('a link cannot set what lives in cookies', () => {
    const url = 'https://shop.example/?fbp=fb.1.1596403881668.1&ga_client_id=1.2&_fbc=fb.1.1596403881668.x'
    expect(readClickIds({ ...none, url })).toEqual({})
  })

  it('inherited properties are none, and broken URLs are read as far as they go', () => {
    expect(readClickIds({ ...none, properties: JSON.parse('{"__proto__":{"gclid":"x"}}') })).toEqual({})
    expect(readClickIds({ ...none, url: 'http://[bad?gclid=ok' })).toEqual({ gclid: 'ok' })
  })
})
