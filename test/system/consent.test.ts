import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { aTcString, without } from '../support/a-tc-string.ts'
import { runTracklayer } from '../support/run-tracklayer.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { reasonsOf, shopOf } from '../support/shop.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app?.dispose())

const all = {
  consent: { categoryPreferences: { marketing: true, analytics: true, functional: true, personalization: true } },
}

function anOrder(orderId: string, email: string): JsonObject {
  return {
    event: 'Order Completed',
    traits: { email },
    userId: `user-of-${orderId}`,
    properties: { order_id: orderId, total: 10, currency: 'EUR', products: [{ product_id: 'lamp-7' }] },
    context: all,
  }
}

const tracklayer = (...args: string[]): Promise<string> => runTracklayer(app.home, args)

async function postChoice(key: string, body: JsonObject): Promise<{ status: number; body: JsonObject }> {
  const response = await fetch(`${app.dev.ingestUrl}/v1/consent`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as JsonObject }
}

test('a withdrawal by e-mail cancels what waits, nothing of it is ever sent, and a repeated grant without a date cannot undo it', async () => {
  const shop = shopOf(app, 'demo-eu')
  await tracklayer('pause', 'meta', '--workspace', 'demo-eu')
  const waiting = await shop.track(anOrder('W-1', 'mind.changer@example.com'))
  expect(reasonsOf(await shop.page(waiting)).meta).toContain('queued')

  const withdrawal = await postChoice(shop.workspace.secretKey, {
    subject: { email: 'Mind.Changer@example.com' },
    purposes: { advertising: 'denied', ad_personalization: 'denied' },
  })
  expect(withdrawal).toMatchObject({ status: 200, body: { recordId: expect.any(String) } })
  expect(withdrawal.body.cancelled).toBeGreaterThanOrEqual(1)
  expect(reasonsOf(await shop.page(waiting)).meta).toBe('denied: consent_withdrawn')

  const cached = await shop.track(anOrder('W-2', 'mind.changer@example.com'))
  expect(reasonsOf(await shop.settled(cached)).meta).toMatch(/^denied: /)
  await tracklayer('resume', 'meta', '--workspace', 'demo-eu')
  const other = await shop.track(anOrder('W-3', 'somebody.else@example.com'))
  expect(reasonsOf(await shop.settled(other)).meta).toBe('delivered: delivered')
  const sent = (await shop.requests('meta')).map(({ raw }) => raw).join('\n')
  expect(sent).toContain('purchase.W-3')
  expect(sent).not.toContain('W-1')
  expect(sent).not.toContain('W-2')
}, 60_000)

test('withdraw all is one command by any identifier, and show tells who changed what and why', async () => {
  const { workspace } = shopOf(app, 'demo-eu')
  const subject = { userId: 'leaver-1' }
  await postChoice(workspace.secretKey, { subject, purposes: { analytics: 'granted' } })
  await tracklayer('consent', 'withdraw', '--user', 'leaver-1', '--workspace', 'demo-eu')
  const shown = JSON.parse(
    await tracklayer('consent', 'show', '--user', 'leaver-1', '--workspace', 'demo-eu', '--json'),
  )
  expect(shown.purposes).toMatchObject({
    analytics: { chosen: { value: 'denied', source: expect.stringMatching(/^source /), reason: 'withdraw_all' } },
    sale_or_sharing: { chosen: { value: 'denied' } },
  })
  expect(shown.records).toHaveLength(2)
})

test('a TC string in a file is explained for every destination, in the place that is named', async () => {
  const file = join(app.home, 'string.txt')
  const today = new Date().toISOString()
  await writeFile(file, `${aTcString({ purposes: without(4), created: today, lastUpdated: today })}\n`)
  const said = await tracklayer('explain', file, '--country', 'DE', '--workspace', 'demo-eu')
  expect(said).toMatch(
    /^meta: denied\n {2}Meta .* would not get an event: .*denied by the TCF string of .*, purpose 4/m,
  )
  await expect(tracklayer('explain', file, '--region', 'CA')).rejects.toThrow('--region goes together with --country')
})

test('what is kept of a person is a page by one command, and another erases it and names who has something', async () => {
  const shop = shopOf(app, 'demo-eu')
  const email = 'asks.for.it@example.com'
  await shop.settled(await shop.track(anOrder('S-1', email)))
  const subject = (...args: string[]) => tracklayer('subject', ...args, '--workspace', 'demo-eu')
  const page = await subject('export', '--email', email, '--html')
  expect(page).toContain('<h1>What one person was asked and chose')
  expect(page).toContain('Meta Conversions API')
  expect(page).not.toContain('asks.for.it')
  const erased = JSON.parse(await subject('erase', '--email', email, '--json'))
  expect(erased.vendors).toContainEqual(expect.objectContaining({ slug: 'meta', sends: 1, steps: expect.any(String) }))
  const listed = JSON.parse(await subject('requests', '--json'))
  expect(listed.requests.map(({ kind }: { kind: string }) => kind)).toEqual(['erasure', 'access'])
  const again = await shop.track(anOrder('S-2', email))
  expect(reasonsOf(await shop.settled(again)).meta).toMatch(/^suppressed/)
}, 30_000)

test('a write key may grant for an anonymous id alone, and deny for anyone', async () => {
  const { workspace } = shopOf(app, 'demo-eu')
  const grant = { purposes: { analytics: 'granted' } }
  const denial = { purposes: { analytics: 'denied' } }
  const byEmail = { subject: { email: 'a@example.com' } }
  const ownBrowser = { subject: { anonymousId: 'browser-1' } }
  expect((await postChoice(workspace.writeKey, { ...ownBrowser, ...grant })).status).toBe(200)
  expect(await postChoice(workspace.writeKey, { ...byEmail, ...grant })).toMatchObject({
    status: 403,
    body: { error: { code: 'grant_not_allowed' } },
  })
  expect((await postChoice(workspace.writeKey, { ...byEmail, ...denial })).status).toBe(200)
})

test('a choice that cannot be read is refused by its path and records nothing', async () => {
  const { workspace } = shopOf(app, 'demo-eu')
  const cases: [JsonObject, string][] = [
    [{ subject: {}, purposes: { analytics: 'denied' } }, 'subject'],
    [{ subject: { email: 'not-an-address' }, purposes: { analytics: 'denied' } }, 'subject.email'],
    [{ subject: { userId: 'u' }, purposes: { analytics: true } }, 'purposes.analytics'],
    [{ subject: { userId: 'u' }, purposes: {} }, 'purposes'],
    [{ subject: { userId: 'u' } }, 'purposes'],
    [{ subject: { userId: 'u' }, purposes: { analytics: 'denied' }, withdrawAll: true }, 'purposes'],
    [{ subject: { userId: 'u' }, purposes: { tracking: 'denied' } }, 'purposes'],
  ]
  for (const [body, path] of cases) {
    const answer = await postChoice(workspace.secretKey, body)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_consent' } } })
    expect(String((answer.body.error as JsonObject).path)).toContain(path)
  }
})
