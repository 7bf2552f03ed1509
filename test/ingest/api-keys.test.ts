import { describe, expect, it } from 'vitest'
import { keyHint, keyLookup, makeSecretKey, makeWriteKey, parseKey } from '../../core/api-keys.ts'
import { fc } from '../support/fast-check.ts'

const zeros = (size: number) => new Uint8Array(size)

describe('API keys', () => {
  it('a write key is wk_ and 24 url-safe characters', () => {
    expect(makeWriteKey(zeros)).toBe('wk_AAAAAAAAAAAAAAAAAAAAAAAA')
    expect(parseKey(makeWriteKey())?.kind).toBe('write')
  })

  it('a secret key carries 256 bits and a checksum', () => {
    expect(makeSecretKey(zeros)).toBe(`sk_${'A'.repeat(43)}j7e03P`)
    expect(parseKey(makeSecretKey())?.kind).toBe('secret')
  })

  it('one wrong character of a secret key is seen without a look-up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 51 }), (at) => {
        const key = makeSecretKey(zeros)
        const other = key[at] === 'B' ? 'C' : 'B'
        expect(parseKey(`${key.slice(0, at)}${other}${key.slice(at + 1)}`)).toBeNull()
      }),
    )
  })

  it('any other text is no key', () => {
    fc.assert(fc.property(fc.string(), (text) => parseKey(text) === null))
    expect(parseKey(`${makeWriteKey()}\n`)).toBeNull()
  })

  it('the look-up value depends on the pepper and shows nothing of the key', () => {
    const key = makeWriteKey(zeros)
    expect(keyLookup(zeros(32), key)).not.toBe(keyLookup(new Uint8Array(32).fill(1), key))
    expect(keyLookup(zeros(32), key)).not.toContain(key)
    expect(keyHint(key)).toBe('wk_AAAA')
  })
})
