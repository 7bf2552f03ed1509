import { TCString } from '@iabtechlabtcf/core'
import { describe, expect, it, vi } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import { readTcString, tcfReader } from '../../core/consent/tcf/decode.ts'
import type { JsonObject } from '../../core/json.ts'
import { aTcString, coreFields, tcfVendor, toBits, toText, withBits, withField } from '../support/a-tc-string.ts'
import { fc } from '../support/fast-check.ts'
import { consentOf, grantedIn, saidOf } from '../support/what-consent-says.ts'

const recipient = { iabVendorId: tcfVendor }
const valid = aTcString()
const refusal = aTcString({ purposes: [], vendors: [], disclosed: [] })
const [core = '', disclosed = '', publisher = ''] = valid.split('.')

describe('a hostile TC string refuses', () => {
  it.each<[string, unknown]>([
    ['empty', ''],
    ['null', null],
    ['true', true],
    ['a number', 1],
    ['a list', [valid]],
    ['words', 'granted'],
    ['a megabyte', 'C'.repeat(1_000_000)],
    ['of a thousand segments', valid + '.YAAA'.repeat(1_000)],
    ['of nothing but dots', `${core}....`],
    ['a GPP string', 'DBABLA~BVQqAAAAAgA.QA'],
    ['in the other base64 alphabet', valid.replace(core[0] as string, '+')],
    ['padded', `${valid}=`],
    ['with a space in front', ` ${valid}`],
    ['with its core last', [disclosed, publisher, core].join('.')],
    ['without its core', [disclosed, publisher].join('.')],
    ['with a second core that grants', [refusal.split('.')[0], disclosed, core].join('.')],
    ['with two lists of disclosed vendors', [aTcString({ disclosed: [] }), disclosed].join('.')],
    ['with a segment of unknown type', [core, disclosed, 'gAAA'].join('.')],
    ['that ends inside its vendors', core.slice(0, 37)],
    ['with a restriction of reserved type', reservedRestriction()],
  ])('%s', (_what, sent) => {
    const consent = { categoryPreferences: { marketing: true, statistics: true } }
    for (const context of [{ tcf: sent }, { tcf: { tcString: sent } }, { gdpr_consent: sent }]) {
      const said = saidOf({ ...context, consent } as JsonObject, ['analytics', 'advertising'], { recipient })
      expect(said).toEqual({ analytics: 'denied, invalid_signal', advertising: 'denied, invalid_signal' })
    }
  })

  it('that would be written out to millions of vendors, without writing them out', () => {
    expect(bomb(1_000).length).toBeLessThan(8_192)
    for (const entries of [1, 50, 1_000, 4_095])
      expect(readTcString(bomb(entries))).toEqual({ problem: 'invalid_signal' })
  })

  it('cut off anywhere, it never grants more', () => {
    const whole = grantedIn({ tcf: valid }, { recipient })
    for (let length = 0; length < valid.length; length++) {
      const granted = grantedIn({ tcf: valid.slice(0, length) }, { recipient })
      expect(length > core.length + 1 ? [[], whole] : [[]]).toContainEqual(granted)
    }
  })

  it('is not kept when it is no TC string, so that no address or number rests in it', () => {
    for (const sent of [
      'jane@example.com',
      '+491701234567',
      '00491701234567',
      'jane%40example.com',
      'x'.repeat(9_000),
    ]) {
      const signals = captureSignals({ tcf: sent, gdpr_consent: { jane: sent }, gdpr: sent }, undefined)
      expect(signals).toEqual({ tcf: { strings: ['invalid'], gdprApplies: true } })
    }
  })

  it('reads nothing from a prototype', () => {
    const tcf = JSON.parse(`{"__proto__":{"tcString":"${valid}","gdprApplies":false}}`)
    expect(captureSignals({ tcf }, undefined)).toEqual({})
  })
})

describe('a hostile TC string costs no more than another', () => {
  it.each<[string, string]>([
    ['a megabyte', `C${'A'.repeat(1_000_000)}`],
    ['a valid one and a megabyte behind it', `${valid}.${'A'.repeat(1_000_000)}`],
    ['8,193 characters', `C${'A'.repeat(8_192)}`],
    ['random bits', `C${'x7_Q-pT0'.repeat(900)}`],
    ['millions of vendors', bomb(1_000)],
    ['a list that ends before its last vendor', core.slice(0, -2)],
    ['a range that ends before it begins', withVendors(range(9, 8), 9)],
    ['a vendor beyond the last of its list', withVendors(range(1, 9), 8)],
    ['a vendor of number 0', withVendors(range(0, 8), 8)],
  ])('%s never reaches the decoder', (_what, sent) => {
    const decoder = vi.fn((text: string) => TCString.decode(text))
    expect(tcfReader(decoder)(sent)).toEqual({ problem: 'invalid_signal' })
    expect(decoder).not.toHaveBeenCalled()
  })

  it('the decoder is given no list of vendors, however many there are', () => {
    const decoder = vi.fn((text: string) => TCString.decode(text))
    const read = tcfReader(decoder)
    for (const text of [valid, withVendors(range(1, 30_000), 30_000)]) {
      expect(read(text)).toHaveProperty('policyVersion', 5)
    }
    const given = decoder.mock.results.map(({ value }) => value as ReturnType<typeof TCString.decode>)
    expect(given.map(({ vendorConsents, vendorsDisclosed }) => [vendorConsents.maxId, vendorsDisclosed.maxId])).toEqual(
      [
        [0, 0],
        [0, 0],
      ],
    )
  })

  it('is decoded once while there is room for it, and again when others took the room', () => {
    const decoder = vi.fn((text: string) => TCString.decode(text))
    const read = tcfReader(decoder, 10_000)
    const text = (month: number) => aTcString({ created: `2026-0${month}-03`, lastUpdated: `2026-0${month}-03` })
    for (const month of [1, 1, 2, 1]) read(text(month))
    expect(decoder).toHaveBeenCalledTimes(2)
    for (const month of [3, 4, 5, 6, 7, 1]) read(text(month))
    expect(decoder).toHaveBeenCalledTimes(8)
  })

  it('one that would fill the room by itself is not kept, and pushes nobody out', () => {
    const decoder = vi.fn((text: string) => TCString.decode(text))
    const read = tcfReader(decoder, 6_000)
    const large = withVendors(
      Array.from({ length: 1_000 }, (_, n) => range(n * 3 + 1, n * 3 + 2)).join(''),
      3_000,
      1_000,
    )
    for (const text of [valid, large, large, valid]) read(text)
    expect(decoder).toHaveBeenCalledTimes(3)
  })

  it('nested a thousand levels deep in place of a text, it is read as a refusal', () => {
    const nested = JSON.parse(`${'{"tcString":'.repeat(1_000)}"${valid}"${'}'.repeat(1_000)}`) as JsonObject
    for (const context of [{ tcf: nested }, { consent: { tcf: nested } }, { gdpr_consent: nested }]) {
      expect(captureSignals(context as JsonObject, undefined)).toEqual({ tcf: { strings: ['invalid'] } })
    }
  })
})

describe('the decoder', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/= ']

  it('never throws and never grants, whatever the letters', () => {
    const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 400 }).map((rest) => `C${rest}`)
    fc.assert(
      fc.property(text, (sent) => {
        expect(grantedIn({ tcf: sent }, { recipient })).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  it('never throws on a valid string with noise written over its bits', () => {
    const noise = fc.array(fc.constantFrom('0', '1'), { minLength: 1, maxLength: 200 }).map((bits) => bits.join(''))
    fc.assert(
      fc.property(noise, fc.nat(toBits(core).length), (bits, at) => {
        expect(() => consentOf({ tcf: withBits(valid, at, bits) }, { recipient })).not.toThrow()
      }),
      { numRuns: 1_000 },
    )
  })

  it('asks for refused vendors by number, not by walking the list', () => {
    const reading = readTcString(aTcString({ vendors: [50], disclosed: [50] }))
    const asked =
      'problem' in reading ? [] : [7, tcfVendor, 50, 51, 0, -1, 1.5, Number.NaN].map((id) => reading.vendors.has(id))
    expect(asked).toEqual([false, false, true, false, false, false, false, false])
  })

  it('reads the sample of the specification', () => {
    const reading = readTcString('CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA')
    if ('problem' in reading) throw new Error('the sample must be read')
    expect([reading.policyVersion, new Date(reading.lastUpdatedAtMs).toISOString()]).toEqual([
      2,
      '2025-06-03T00:00:00.000Z',
    ])
    expect([1, 2, 3, 4, 5, 6, 99, 100, 404].filter((id) => reading.disclosedVendors?.has(id))).toEqual([
      1, 2, 3, 4, 5, 100, 404,
    ])
  })

  it('a purpose above 11 in the bits grants nothing', () => {
    expect(grantedIn({ tcf: withField(refusal, 'purposeConsents', 0x1fff) }, { recipient })).toEqual([])
  })
})

/** Type 3 in place of the 0 on purpose 2. */
function reservedRestriction(): string {
  const restricted = aTcString({ restrictions: [{ purpose: 2, type: 0, vendor: tcfVendor }] })
  const oneOnPurposeTwo = '000000000001000010'
  const at = toBits(restricted.split('.')[0] as string).lastIndexOf(oneOnPurposeTwo)
  return withBits(restricted, at + oneOnPurposeTwo.length, '11')
}

/** Consented to: as many ranges from 1 to 65,535. */
function bomb(entries: number): string {
  return withVendors(range(1, 65_535).repeat(entries), 65_535, entries)
}

function range(first: number, last: number): string {
  return `1${binary(first, 16)}${binary(last, 16)}`
}

function withVendors(ranges: string, maxId: number, entries = 1): string {
  const head = toBits(core).slice(0, coreFields.vendorConsents[0])
  return `${toText(`${head}${binary(maxId, 16)}1${binary(entries, 12)}${ranges}${'0'.repeat(46)}`)}.${disclosed}`
}

function binary(value: number, length: number): string {
  return value.toString(2).padStart(length, '0')
}
