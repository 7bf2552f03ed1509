import { describe, expect, it } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import { readTcString } from '../../core/consent/tcf/decode.ts'
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
    const bomb = (entries: number) => {
      const ranges = `1${'1'.padStart(16, '0')}${'1'.repeat(16)}`.repeat(entries)
      return `${toText(`${toBits(core).slice(0, coreFields.vendorConsents[0])}${'1'.repeat(16)}1${entries.toString(2).padStart(12, '0')}${ranges}${'0'.repeat(46)}`)}.${disclosed}`
    }
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
