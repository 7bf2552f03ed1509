import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Lease, LeaseHealth } from '../../supabase/queries/records.ts'
import { aFinish, aHealth, aLease, aRegion, leaseAll, type TestRegion } from '../support/a-region.ts'
import { destinationId, workspaceId } from '../support/a-snapshot.ts'
import { anIngestRecord } from '../support/an-ingest-record.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region.close())
beforeEach(async () => {
  await region.database.sql`truncate data.queue, data.leases, data.deliveries, data.workers, data.destination_queues`
  await region.ingest.ingest(Array.from({ length: 5 }, () => anIngestRecord()))
})

const down = aHealth({ failuresInARow: 5, reason: 'http_500' })

test('five failures in a row, counted over leases and workers, open the breaker with its reason', async () => {
  expect(await report({ failuresInARow: 3, reason: 'timeout' })).toEqual({ before: 'runnable', after: 'runnable' })
  expect((await leaseAll(region))[0]).toMatchObject({ failures: 3 })
  expect(await report({ failuresInARow: 2, reason: 'http_500' })).toEqual({ before: 'runnable', after: 'open' })
  expect(await leaseAll(region, 'worker-2')).toEqual([])
  expect(await state()).toMatchObject({ state: 'open', reason: 'http_500', since: expect.any(String) })
})

test('an answer in between starts the count anew', async () => {
  await report({ failuresInARow: 4 })
  await report({ succeeded: true, failuresInARow: 1 })
  expect(await report({ failuresInARow: 3 })).toEqual({ before: 'runnable', after: 'runnable' })
  expect(await report({ failuresInARow: 1 })).toEqual({ before: 'runnable', after: 'open' })
})

test('when its time has come one delivery is let through and no second one, whoever asks', async () => {
  await report(down)
  const later = await probeTime()
  expect(await leaseAll(region, 'worker-1', new Date(later.getTime() - 2))).toEqual([])
  const leases = (await Promise.all(['a', 'b', 'c'].map((worker) => leaseAll(region, worker, later)))).flat()
  expect(leases.map(({ probe, deliveries }) => [probe, deliveries.length])).toEqual([[true, 1]])
  expect(await state()).toMatchObject({ state: 'half_open', reason: 'http_500', queued: 4, leased: 1 })
})

test('a probe that is answered closes it, and the rest is leased', async () => {
  await report(down)
  const [probe] = await leaseAll(region, 'worker-1', await probeTime())
  expect(await report({ succeeded: true }, probe)).toEqual({ before: 'half_open', after: 'runnable' })
  expect(await state()).toMatchObject({ state: 'runnable', reason: null })
  expect((await leaseAll(region)).map(({ deliveries }) => deliveries.length)).toEqual([4])
})

test('a probe that fails opens it for twice as long, up to a minute', async () => {
  await report(down)
  const seconds = [await openSeconds()]
  const { since } = (await state()) ?? {}
  for (let round = 0; round < 6; round += 1) {
    const [probe] = await leaseAll(region, 'worker-1', await probeTime())
    await report({ failuresInARow: 1, reason: 'timeout' }, probe)
    await region.worker.finish(probe!.leaseId, [
      aFinish(probe!.deliveries[0]!, { outcome: 'retry', dueAt: new Date().toISOString() }),
    ])
    seconds.push(await openSeconds())
  }
  expect(seconds).toEqual([2, 4, 8, 16, 32, 60, 60])
  expect(await state()).toMatchObject({ state: 'open', reason: 'timeout', since })
})

test('a probe whose event was not to be sent after all says nothing: the next one is tried', async () => {
  await report(down)
  const [probe] = await leaseAll(region, 'worker-1', await probeTime())
  expect(await report({}, probe)).toEqual({ before: 'half_open', after: 'open' })
  await region.worker.finish(probe!.leaseId, [aFinish(probe!.deliveries[0]!, { outcome: 'denied', verdict: 'denied' })])
  expect(await leaseAll(region, 'worker-1', await probeTime())).toMatchObject([{ probe: true }])
})

test('what older leases say while it is open or half open changes nothing', async () => {
  await report(down)
  expect(await report({ succeeded: true })).toEqual({ before: 'open', after: 'open' })
  const [probe] = await leaseAll(region, 'worker-1', await probeTime())
  expect(await report({ succeeded: true })).toEqual({ before: 'half_open', after: 'half_open' })
  expect(await report(down, probe)).toEqual({ before: 'half_open', after: 'open' })
})

test('told to wait, everyone waits at least so long', async () => {
  expect(await report({ retryAfterSeconds: 90, reason: 'http_429' })).toEqual({ before: 'runnable', after: 'open' })
  expect(await openSeconds()).toBe(90)
  expect(await state()).toMatchObject({ reason: 'http_429' })
})

test('a pause in the middle of a probe stays', async () => {
  await report(down)
  const [probe] = await leaseAll(region, 'worker-1', await probeTime())
  await region.admin.setQueueState(destinationId, workspaceId, 'paused', 'by_hand')
  expect(await report({ succeeded: true }, probe)).toEqual({ before: 'paused', after: 'paused' })
  await region.admin.setQueueState(destinationId, workspaceId, 'runnable', null)
  expect(await state()).toMatchObject({ state: 'runnable' })
})

test('the probe of a dead worker is tried by another', async () => {
  await region.worker.heartbeat('dead')
  await report(down)
  const later = await probeTime()
  await leaseAll(region, 'dead', later)
  await region.worker.reclaim(['dead'])
  expect(await leaseAll(region, 'alive', later)).toMatchObject([{ probe: true }])
})

test('a probe that nobody holds is found by the sweep', async () => {
  await report(down)
  await region.database.sql`update data.destination_queues set state = 'half_open'`
  await region.worker.sweep(new Date().toISOString())
  expect(await state()).toMatchObject({ state: 'open' })
})

test('an open breaker without work is not asked, and asked again when work comes', async () => {
  await region.database.sql`truncate data.queue, data.deliveries`
  await report(down)
  const later = await probeTime()
  expect(await leaseAll(region, 'worker-1', later)).toEqual([])
  await region.ingest.ingest([anIngestRecord()])
  expect(await leaseAll(region, 'worker-1', later)).toMatchObject([{ probe: true }])
})

function report(health: Partial<LeaseHealth>, lease: Lease | undefined = aLease()) {
  // The jitter takes nothing off.
  return region.worker.reportHealth(lease, aHealth(health), 1)
}

async function state() {
  return (await region.reader.queues(workspaceId)).find((queue) => queue.destinationId === destinationId)
}

async function probeTime(): Promise<Date> {
  const [row] = await region.database.sql`select probe_at + interval '1 millisecond' as at from data.destination_queues`
  return row?.at
}

async function openSeconds(): Promise<number> {
  const [row] = await region.database.sql`
    select round(extract(epoch from probe_at - clock_timestamp()))::integer as seconds from data.destination_queues`
  return row?.seconds
}
