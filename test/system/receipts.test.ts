import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runTracklayer } from '../support/run-tracklayer.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { shopOf } from '../support/shop.ts'
import { until } from '../support/until.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app?.dispose())

const order = {
  event: 'Order Completed',
  userId: 'receipts-1',
  properties: { order_id: 'R-1', total: 10, currency: 'EUR', products: [{ product_id: 'lamp-7' }] },
  context: { consent: { categoryPreferences: { marketing: false } } },
}

test('what an instance decided is sealed, exported, verified by the command, and an altered row is named', async () => {
  const shop = shopOf(app, 'demo-eu')
  const eventId = await shop.track(order)
  // Every start seals what the last run left.
  await app.stop()
  app = await app.again()
  const folder = join(app.home, 'receipts')
  const heads = join(folder, 'eu-central-1.heads.jsonl')
  await until('the exported heads', () => readFile(heads, 'utf8').catch(() => null))
  expect(JSON.parse((await readFile(heads, 'utf8')).split('\n')[0] ?? '')).toMatchObject({
    workspaceId: shop.workspace.id,
    n: 1,
    publicKey: expect.any(String),
  })
  const verify = () =>
    runTracklayer(app.home, ['receipts', 'verify', '--workspace', 'demo-eu', '--head', heads, '--json'])
  expect(JSON.parse(await verify())).toMatchObject({ intact: true, headsCompared: 1, broken: null })

  const sql = postgres(app.dev.databases['eu-central-1'], { max: 1 })
  await sql.begin(async (change) => {
    await change`set local session_replication_role = replica`
    await change`update data.decisions set verdict = 'deliver' where event_id = ${eventId}`
  })
  await sql.end()
  await expect(verify()).rejects.toThrow(/receipts_broken|do not hold/)
}, 60_000)
