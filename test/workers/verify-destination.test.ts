import { afterAll, beforeAll, expect, test } from 'vitest'
import { CredentialsRejectedError } from '../../core/errors.ts'
import { masterKeyFrom, workspaceKeys } from '../../core/keyring.ts'
import { seal } from '../../core/seal.ts'
import { type AnyDestination, destinationFor } from '../../destinations/registry.ts'
import { createSender, type Sender } from '../../destinations/send.ts'
import { verifyDestination } from '../../workers/verify-destination.ts'
import { aDestination, aSnapshot, destinationId, workspaceId } from '../support/a-snapshot.ts'
import { aTokenServer, refuseGrant, type TokenServer } from '../support/a-token-server.ts'
import { aVendorServer, type VendorServer } from '../support/a-vendor-server.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const master = masterKeyFrom(new Uint8Array(32).fill(1))
const dataKey = new Uint8Array(32).fill(7)
let status = 200
let vendor: VendorServer
let tokens: TokenServer
let sender: Sender
beforeAll(async () => {
  vendor = await aVendorServer((_, response) => response.writeHead(status).end(`\u001b[2Jyour secret is ${secret}`))
  tokens = await aTokenServer()
  sender = createSender({ egressAllow: [vendor.hostPort, tokens.hostPort], timeoutMs: 2_000, userAgent: 'test' })
})
afterAll(async () => {
  await sender.close()
  await Promise.all([vendor.close(), tokens.close()])
})

function verify(overrides: Partial<AnyDestination> = {}) {
  const { sealing } = workspaceKeys(dataKey)
  const destination = aDestination({
    type: 'webhook',
    settings: { url: `${vendor.url}/hook` },
    credentialsSealed: seal(sealing, JSON.stringify({ secrets: [secret] }), `credentials:${destinationId}`),
  })
  const snapshot = aSnapshot({ dataKeyWrapped: master.wrap(dataKey, workspaceId), destinations: [destination] })
  return verifyDestination(
    { destination, snapshot },
    {
      destinationFor: () => ({ ...destinationFor('webhook')!, ...overrides }),
      keyProvider: master,
      sender,
      tokens: {
        claim: async () => ({ state: 'claimed', accessSealed: null, refreshSealed: null }),
        keep: async () => true,
        fail: async () => true,
      },
      now: () => new Date('2026-11-24T10:00:00.000Z'),
    },
  )
}

test('the test call goes out signed, and the vendor’s words come back without secrets or control characters', async () => {
  status = 200
  expect(await verify()).toEqual({ accepted: true, words: 'HTTP 200 [2Jyour secret is ***' })
  expect(vendor.seen.at(-1)).toMatchObject({ path: '/hook', body: expect.stringContaining('tracklayer.test') })
})

test('a refusal is an answer, not an accident', async () => {
  status = 401
  expect(await verify()).toMatchObject({ accepted: false, words: expect.stringMatching(/^HTTP 401 /) })
})

test('an error of the way there is told in its code', async () => {
  const failing = async () => {
    throw new CredentialsRejectedError('http_403', `the vendor answered 403 for ${secret}`)
  }
  expect(await verify({ verify: failing })).toEqual({
    accepted: false,
    words: 'http_403: the vendor answered 403 for ***',
  })
})

test('a vendor without a test call is no success', async () => {
  await expect(verify({ verify: undefined as never })).rejects.toMatchObject({ code: 'no_test_call' })
})

test('an OAuth vendor gets a fresh token, which is in no word of the answer', async () => {
  const oauth = () => tokens.client
  const echo: AnyDestination['verify'] = async ({ accessToken }) => ({
    accepted: true,
    words: `got ${await accessToken?.()}`,
  })
  expect(await verify({ oauth, verify: echo })).toEqual({ accepted: true, words: 'got ***' })
  tokens.script(refuseGrant)
  expect(await verify({ oauth, verify: echo })).toMatchObject({
    accepted: false,
    words: expect.stringContaining('oauth_invalid_grant'),
  })
})
