import { describe, expect, test } from 'vitest'
import { replacePersonalId } from '../../../core/identity/personal-ids.ts'
import { workspaceKeys } from '../../../core/keyring.ts'
import { fc } from '../../support/fast-check.ts'

const keys = workspaceKeys(new Uint8Array(32).fill(7))
const otherKeys = workspaceKeys(new Uint8Array(32).fill(8))

describe('replacePersonalId', () => {
  test.each([
    'a@x.com',
    'A@X.COM',
    ' a@x.com ',
    'a%40x.com',
    'A%2540X.com',
    'a&#64;x.com',
    'a\\u0040x.com',
    'ａ＠ｘ．ｃｏｍ',
    'a\u200b@x.com',
  ])('%j is the same person', (id) => {
    expect(replacePersonalId(id, keys)).toEqual(replacePersonalId('a@x.com', keys))
    expect(replacePersonalId(id, keys).id).toMatch(/^em_[0-9a-f]{32}$/)
    expect(replacePersonalId(id, keys).replaced).toBe('email')
  })

  test.each(['+491701234567', '+49 170 1234567', '00491701234567', '%2B491701234567', 'tel:+49-170-1234567'])(
    '%j is the same phone',
    (id) => {
      expect(replacePersonalId(id, keys)).toEqual(replacePersonalId('+491701234567', keys))
      expect(replacePersonalId(id, keys).id).toMatch(/^ph_[0-9a-f]{32}$/)
    },
  )

  test.each(['491701234567', '4006381333931', 'user-42', '', '+1', '+999123456789', 'lodash@4.17.21', '0', 'em_1'])(
    '%j is no personal id',
    (id) => {
      expect(replacePersonalId(id, keys)).toEqual({ id, replaced: null })
    },
  )

  test('an e-mail inside an id goes, too, and two such ids stay two', () => {
    const [one, two] = ['auth0|a@x.com', 'google|a@x.com'].map((id) => replacePersonalId(id, keys).id)
    expect(one).toMatch(/^em_/)
    expect(one).not.toBe(two)
    expect(replacePersonalId('AUTH0|A@x.com', keys).id).toBe(one)
  })

  test('another workspace makes another id', () => {
    expect(replacePersonalId('a@x.com', otherKeys).id).not.toBe(replacePersonalId('a@x.com', keys).id)
  })

  test('replacing is idempotent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary', maxLength: 20 }), fc.uuid()), (id) => {
        const once = replacePersonalId(id, keys).id
        expect(replacePersonalId(once, keys).id).toBe(once)
      }),
      { numRuns: 50 },
    )
  })
})
