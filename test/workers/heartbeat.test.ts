import { expect, test } from 'vitest'
import type { WorkerStore } from '../../supabase/queries/ports.ts'
import { createHeartbeat, deadAfterMs, safeHeartbeatAgeMs } from '../../workers/heartbeat.ts'

function aScene({ alone = false } = {}) {
  const counters = new Map<string, number>([['other', 7]])
  const reclaimed: string[][] = []
  let nowMs = 0
  let away = false
  const store = {
    async heartbeat(workerId: string) {
      if (away) throw new Error('database away')
      counters.set(workerId, (counters.get(workerId) ?? 0) + 1)
      return [...counters].map(([id, counter]) => ({ workerId: id, counter }))
    },
    async reclaim(workerIds: string[]) {
      reclaimed.push(workerIds)
      for (const workerId of workerIds) counters.delete(workerId)
      return 1
    },
  } as Partial<WorkerStore> as WorkerStore
  const heartbeat = createHeartbeat({
    workerId: 'me',
    store,
    monotonicMs: () => nowMs,
    alone,
    onReclaimed: () => undefined,
  })
  return {
    heartbeat,
    reclaimed,
    otherBeats: () => counters.set('other', (counters.get('other') ?? 0) + 1),
    pass: (ms: number) => {
      nowMs += ms
    },
    storeAway: () => {
      away = true
    },
  }
}

test('a worker whose counter stands still long enough by our own clock is dead and its work is taken back', async () => {
  const scene = aScene()
  await scene.heartbeat.beat()
  scene.pass(deadAfterMs - 1)
  await scene.heartbeat.beat()
  expect(scene.reclaimed).toEqual([])
  scene.pass(1)
  await scene.heartbeat.beat()
  expect(scene.reclaimed).toEqual([['other']])
})

test('a worker that counts on is never taken for dead, however slowly', async () => {
  const scene = aScene()
  for (let round = 0; round < 5; round += 1) {
    await scene.heartbeat.beat()
    scene.otherBeats()
    scene.pass(deadAfterMs - 1)
  }
  expect(scene.reclaimed).toEqual([])
})

test('alone on a locked home, what a dead run held is taken back at the first beat', async () => {
  const scene = aScene({ alone: true })
  await scene.heartbeat.beat()
  expect(scene.reclaimed).toEqual([['other']])
})

test('a worker cut off from the database stops sending before others may take its lease', async () => {
  const scene = aScene()
  await scene.heartbeat.beat()
  expect(scene.heartbeat.leaseIsSafe()).toBe(true)
  scene.storeAway()
  scene.pass(safeHeartbeatAgeMs)
  await expect(scene.heartbeat.beat()).rejects.toThrow('away')
  expect(scene.heartbeat.leaseIsSafe()).toBe(false)
})

test('before the first beat nothing is sent', () => {
  expect(aScene().heartbeat.leaseIsSafe()).toBe(false)
})
