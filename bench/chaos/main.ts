import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Fault, faults } from './faults.ts'
import { type Judgement, judge, lateFirstBytesMs, repeats } from './judges.ts'
import { startLoad } from './load.ts'
import { createOracle, type Oracle } from './oracle.ts'
import { proveJudges } from './planted.ts'
import { type Random, randomOf } from './random.ts'
import { startSink } from './sink.ts'
import { makeWorld, type World } from './world.ts'

/**
 * `npm run chaos [-- --rounds N --seed S --only TEXT]`: faults under steady load, judged from outside. A JSON line a round
 * and one in the end; exit 1 when a judge found anything.
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    only: { type: 'string' },
  },
})

interface Options {
  rounds: number
  seed: number
  only: string | null
}

async function main({ rounds, seed, only }: Options): Promise<number> {
  print({ chaos: 'start', seed, rounds })
  const oracle = createOracle()
  const sink = await startSink((receipt) => oracle.received(receipt))
  const world = await makeWorld(sink)
  const random = randomOf(seed)
  try {
    const chosen = chooseFaults(world, { rounds, only, random })
    for (const [index, fault] of chosen.entries()) await playRound({ number: index + 1, fault, world, oracle, random })
    const total = await judge(oracle.facts, world)
    const summary = { ...counts(oracle), ...total }
    const caught = await proveJudges(oracle, world)
    print({ chaos: 'total', seed, rounds: chosen.length, ...summary, judgesProven: caught })
    const isClean = Object.values(total).every((count) => count === 0)
    return isClean && Object.values(caught).every(Boolean) ? 0 : 1
  } finally {
    await world.close()
    await sink.close()
  }
}

/** Every fault once, in the seed's order, then again from the start until there are enough rounds. */
function chooseFaults(world: World, { rounds, only, random }: { rounds: number; only: string | null; random: Random }) {
  const named = faults.filter(({ name }) => only === null || name.includes(only))
  const possible = named.filter((fault) => {
    const missing = fault.missing(world)
    if (missing !== null) print({ chaos: 'left out', fault: fault.name, missing })
    return missing === null
  })
  const order = possible.map((fault) => ({ fault, at: random.next() })).sort((a, b) => a.at - b.at)
  return Array.from({ length: rounds }, (_, index) => order[index % order.length]?.fault).filter(
    (fault): fault is Fault => fault !== undefined,
  )
}

interface Round {
  number: number
  fault: Fault
  world: World
  oracle: Oracle
  random: Random
}

async function playRound({ number, fault, world, oracle, random }: Round): Promise<void> {
  const before = counts(oracle)
  const load = startLoad({ round: number, ingestUrl: world.ingestUrl, shops: world.shops, oracle, random })
  await pause(random.between(1_500, 4_000))
  const inFlight = await whenInFlight(world)
  const heal = await fault.strike(world)
  await pause(random.between(2_000, 6_000))
  await heal()
  await pause(1_500)
  await load.stop()
  const drainedMs = await drained(world)
  const after = counts(oracle)
  print({
    chaos: 'round',
    round: number,
    fault: fault.name,
    inFlight,
    acknowledged: after.acknowledged - before.acknowledged,
    delivered: after.delivered - before.delivered,
    repeated: after.repeated - before.repeated,
    ...(await judge(oracle.facts, world)),
    denials: after.denials - before.denials,
    drainedMs,
  } satisfies Judgement & Record<string, unknown>)
}

/** How much was on its way when the fault fell: a fault that hits nothing proves nothing. */
async function whenInFlight(world: World): Promise<number> {
  for (;;) {
    const waiting = await waitingDeliveries(world)
    if (waiting > 0) return waiting
    await pause(20)
  }
}

async function waitingDeliveries({ regions }: World): Promise<number> {
  const counted = await Promise.all(
    Object.values(regions).map(async (sql) => {
      const [row] = await sql<{ count: number }[]>`
        select (select count(*) from data.queue)::int + (select coalesce(sum(cardinality(items)), 0) from data.leases)::int as count
      `
      return row?.count ?? 0
    }),
  )
  return counted.reduce((sum, count) => sum + count, 0)
}

const drainMsMax = 300_000

/** Until nothing waits anywhere, or until it is plain that something never will be done. */
async function drained(world: World): Promise<number> {
  const startedMs = performance.now()
  while (performance.now() - startedMs < drainMsMax) {
    const waiting = await waitingDeliveries(world).catch(() => 1)
    if (waiting === 0) break
    await pause(250)
  }
  return Math.round(performance.now() - startedMs)
}

function counts({ facts }: Oracle) {
  const late = lateFirstBytesMs(facts)
  const taken = facts.receipts.filter((receipt) => receipt.taken)
  return {
    acknowledged: facts.acknowledged.size,
    delivered: new Set(taken.map(({ type, marker }) => `${type} ${marker}`)).size,
    repeated: repeats(facts),
    denials: facts.denials.size,
    firstBytesAfterDenial: late.length,
    firstByteAfterDenialMsP99: late[Math.ceil(late.length * 0.99) - 1] ?? 0,
    firstByteAfterDenialMsMax: late.at(-1) ?? 0,
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

process.exitCode = await main({
  rounds: Number(options.rounds),
  seed: Number(options.seed),
  only: options.only ?? null,
})
