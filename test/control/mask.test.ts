import { describe, expect, it } from 'vitest'
import { fingerprint, maskSecrets } from '../../control/mask.ts'

describe('masking', () => {
  it('fields that are named like a secret lose their value, however deep', () => {
    const masked = maskSecrets({ a: { accessToken: 'x', list: [{ apiKey: 1 }] }, password: null, plain: 'y' })
    expect(masked).toEqual({ a: { accessToken: '***', list: [{ apiKey: '***' }] }, password: null, plain: 'y' })
  })

  it('user names, passwords and queries of URLs are masked, the rest stays readable', () => {
    expect(maskSecrets({ url: 'https://u:p@h.example/path?k=planted' })).toEqual({
      url: 'https://***:***@h.example/path?k=***',
    })
    expect(maskSecrets({ url: 'https://h.example/path' })).toEqual({ url: 'https://h.example/path' })
  })

  it('sealed credentials are named by a digest of the ciphertext, so that a change shows', () => {
    expect(maskSecrets({ credentialsSealed: 'c2VhbGVk' })).toEqual({ credentialsSealed: fingerprint('c2VhbGVk') })
    expect(fingerprint('c2VhbGVk')).toMatch(/^sealed:[0-9a-f]{8}$/)
    expect(maskSecrets({ credentialsSealed: null })).toEqual({ credentialsSealed: null })
  })
})
