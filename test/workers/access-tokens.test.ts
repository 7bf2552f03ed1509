import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { OAuthClient } from '../../destinations/contract.ts'
import { refreshToken } from '../../destinations/refresh-token.ts'
import { aboutNobody, createSender, type Sender } from '../../destinations/send.ts'
import { connectRegion, type Region } from '../../supabase/queries/connect.ts'
import { type AccessTokens, createAccessTokens } from '../../workers/access-tokens.ts'
import { forgetTokens } from '../../workers/forget-tokens.ts'
import type { TokenOwner } from '../../workers/token-owner.ts'
import { aRegion, type TestRegion } from '../support/a-region.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { aTokenServer, refuseGrant, type TokenServer } from '../support/a-token-server.ts'
import { dumpDatabase } from '../support/dump-database.ts'
import { until } from '../support/until.ts'

/** Two stores on one database and nothing in common: two processes. */
let region: TestRegion
let other: Region
let sender: Sender
let server: TokenServer
let clock = new Date('2026-11-24T10:00:00.000Z')

beforeAll(async () => {
  region = await aRegion()
  other = connectRegion(region.database.url)
})
afterAll(async () => {
  await other.close()
  await region.close()
})
beforeEach(async () => {
  clock = new Date('2026-11-24T10:00:00.000Z')
  server = await aTokenServer({ rotates: true })
  sender = createSender({ egressAllow: [server.hostPort], timeoutMs: 2_000, userAgent: 'TrackLayer/test' })
  return async () => {
    await sender.close()
    await server.close()
  }
})

function aProcess(store: Pick<Region, 'tokens'> = region): AccessTokens {
  const refresh = (client: OAuthClient) => refreshToken(client, (request) => sender.send(request, aboutNobody))
  return createAccessTokens({ store: store.tokens, refresh, now: () => clock, pause })
}

function anOwner(overrides: Partial<TokenOwner> = {}): TokenOwner {
  return {
    workspaceId,
    destinationId: crypto.randomUUID(),
    configVersion: 1,
    client: server.client,
    sealingKey: new Uint8Array(32).fill(7),
    ...overrides,
  }
}

const later = (seconds: number): void => {
  clock = new Date(clock.getTime() + seconds * 1000)
}

const rowOf = async ({ destinationId }: TokenOwner) => {
  const [row] = await region.database.sql`select * from data.oauth_tokens where destination_id = ${destinationId}`
  return row
}

test('two processes that race refresh once, and both get the token', async () => {
  const owner = anOwner()
  const tokens = await Promise.all(
    [aProcess(region), aProcess(other), aProcess(other)].flatMap((one) => [one.current(owner), one.current(owner)]),
  )
  expect(tokens.map(({ text }) => text)).toEqual(Array(6).fill('access-1'))
  expect(server.asked()).toHaveLength(1)
})

test('a token is renewed before it expires, with the refresh token the vendor rotated to', async () => {
  const owner = anOwner()
  const one = aProcess()
  expect(await one.current(owner)).toMatchObject({ text: 'access-1', renewAt: '2026-11-24T10:55:00.000Z' })
  later(54 * 60)
  expect((await aProcess(other).current(owner)).text).toBe('access-1')
  later(2 * 60)
  expect((await one.current(owner)).text).toBe('access-2')
  expect((await aProcess(other).current(owner)).text).toBe('access-2')
  expect(server.asked().map((form) => form.refresh_token)).toEqual(['refresh-0', 'refresh-1'])
})

test('nothing of a token rests in clear', async () => {
  const owner = anOwner()
  await aProcess().current(owner)
  expect(await rowOf(owner)).toMatchObject({ access_sealed: expect.any(String), refresh_sealed: expect.any(String) })
  const dump = await dumpDatabase(region.database.url)
  for (const secret of ['access-1', 'refresh-', 'secret-of-client-1']) expect(dump).not.toContain(secret)
})

test('another credential starts anew, and a process with the old configuration does not undo it', async () => {
  const owner = anOwner()
  await aProcess().current(owner)
  const renewed = { ...owner, configVersion: 2, client: { ...server.client, refreshToken: 'refresh-1' } }
  expect((await aProcess().current(renewed)).text).toBe('access-2')
  later(3600)
  const outdated = aProcess(other).current(owner)
  await expect(outdated).rejects.toMatchObject({ name: 'UnavailableError', code: 'oauth_outdated' })
  expect((await aProcess().current(renewed)).text).toBe('access-3')
  expect(server.asked().map((form) => form.refresh_token)).toEqual(['refresh-0', 'refresh-1', 'refresh-2'])
})

test('a refusal reaches everyone as a matter of credentials, asked once, and is asked anew a while later', async () => {
  const owner = anOwner()
  server.script(refuseGrant)
  const refused = { name: 'CredentialsRejectedError', code: 'oauth_invalid_grant' }
  const asked = await Promise.allSettled([aProcess(region), aProcess(other)].map((one) => one.current(owner)))
  for (const answer of asked) expect(answer).toMatchObject({ status: 'rejected', reason: refused })
  expect(server.asked()).toHaveLength(1)
  server.script(null)
  await region.database.sql`update data.oauth_tokens set failed_until = now()`
  expect((await aProcess().current(owner)).text).toBe('access-1')
})

test('while the vendor is away a token that is due serves to its end, and then the delivery is retried', async () => {
  const owner = anOwner()
  await aProcess().current(owner)
  server.script((response) => void response.writeHead(503).end())
  later(56 * 60)
  expect((await aProcess().current(owner)).text).toBe('access-1')
  expect((await aProcess(other).current(owner)).text).toBe('access-1')
  expect(server.asked()).toHaveLength(2)
  later(5 * 60)
  await expect(aProcess().current(owner)).rejects.toMatchObject({ name: 'UnavailableError', code: 'http_503' })
})

test('a token that the vendor refused before its time is thrown away once', async () => {
  const owner = anOwner()
  const [one, two] = [aProcess(region), aProcess(other)]
  const spoiled = await one.current(owner)
  const alsoSpoiled = await two.current(owner)
  expect((await one.current(owner, spoiled)).text).toBe('access-2')
  expect((await two.current(owner, alsoSpoiled)).text).toBe('access-2')
  expect(server.asked()).toHaveLength(2)
})

test('a process that died while it renewed is replaced, and its late answer changes nothing', async () => {
  const owner = anOwner()
  let release = (): void => undefined
  server.script((response) => {
    release = () => response.end('{"access_token":"late","token_type":"bearer"}')
  })
  const dying = aProcess(region).current(owner)
  await until('the first call', () => (server.seen.length === 1 ? true : null))
  await region.database.sql`update data.oauth_tokens set held_until = now()`
  server.script(null)
  expect((await aProcess(other).current(owner)).text).toBe('access-1')
  release()
  await dying
  expect((await aProcess(other).current(owner)).text).toBe('access-1')
})

test('tokens of destinations that are gone are forgotten, the others kept', async () => {
  const [gone, kept] = [anOwner(), anOwner({ client: { ...server.client, refreshToken: 'refresh-1' } })]
  await aProcess().current(gone)
  await aProcess().current(kept)
  await forgetTokens({ store: region.maintain, isConfigured: async (_, id) => id === kept.destinationId })
  expect(await rowOf(gone)).toBeUndefined()
  expect(await rowOf(kept)).toBeDefined()
})
