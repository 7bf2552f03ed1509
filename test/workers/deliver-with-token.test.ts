import { expect, test } from 'vitest'
import { CredentialsRejectedError, RejectedError } from '../../core/errors.ts'
import { deliverWithToken } from '../../workers/deliver-with-token.ts'
import type { AccessToken } from '../../workers/token-owner.ts'

const aToken = (text: string, isNew = false): AccessToken => {
  return { text, sealed: `sealed ${text}`, renewAt: '2026-11-24T11:00:00.000Z', isNew }
}

/** A vendor that takes one token only; `tokens` are handed out in order. */
async function deliverTo(accepted: string, tokens: AccessToken[], error: Error) {
  const tried: (string | undefined)[] = []
  const spoiledOnes: (AccessToken | undefined)[] = []
  const ctx = { settings: {}, credentials: {}, send: () => Promise.reject(error), now: () => new Date(0) }
  const result = deliverWithToken(
    async ({ accessToken }) => {
      tried.push(await accessToken?.())
      if (tried.at(-1) !== accepted) throw error
      return { failed: [] }
    },
    ctx,
    async (spoiled) => {
      spoiledOnes.push(spoiled)
      return tokens.shift() ?? aToken('none')
    },
  )
  return { tried, spoiledOnes, outcome: await result.catch((thrown: Error) => thrown) }
}

const unauthorised = new CredentialsRejectedError('http_401', 'the vendor answered 401', 401)

test('a 401 for a token of some age is tried once more with a new one', async () => {
  const old = aToken('old')
  const { tried, spoiledOnes, outcome } = await deliverTo('new', [old, aToken('new', true)], unauthorised)
  expect(outcome).toEqual({ failed: [] })
  expect(tried).toEqual(['old', 'new'])
  expect(spoiledOnes).toEqual([undefined, old])
})

test('a 401 for a token of this very moment is the credentials’ fault', async () => {
  const { tried, outcome } = await deliverTo('other', [aToken('new', true)], unauthorised)
  expect(outcome).toBe(unauthorised)
  expect(tried).toEqual(['new'])
})

test('a second 401 is passed on', async () => {
  const { tried, outcome } = await deliverTo('other', [aToken('old'), aToken('old too')], unauthorised)
  expect(outcome).toBe(unauthorised)
  expect(tried).toEqual(['old', 'old too'])
})

test.each([
  new CredentialsRejectedError('http_403', 'the vendor answered 403', 403),
  new RejectedError('http_400', 'the vendor answered 400', 400),
])('%s is no matter of the token', async (error) => {
  const { tried, outcome } = await deliverTo('other', [aToken('old'), aToken('new', true)], error)
  expect(outcome).toBe(error)
  expect(tried).toEqual(['old'])
})
