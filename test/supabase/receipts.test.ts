import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leavesOf, merkleRoot } from '../../core/receipts/merkle.ts'
import { receiptOf } from '../../core/receipts/receipt.ts'
import { firstOfChain, type Head, headOf, textOfSeal } from '../../core/receipts/seal.ts'
import { type ReceiptSigner, receiptSigner } from '../../core/receipts/signer.ts'
import { type Verification, verifyReceipts } from '../../core/receipts/verify.ts'
import { buryDays, eraseDecisions } from '../../workers/receipts/bury.ts'
import { sealDecisions } from '../../workers/receipts/seal-decisions.ts'
import { aRegion, type TestRegion } from '../support/a-region.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { aDeniedDelivery, anIngestRecord } from '../support/an-ingest-record.ts'

const signer = receiptSigner(new Uint8Array(32).fill(9))
let region: TestRegion
let heads: Head[]
let first: string
let second: string

/** Three seals: two events, a send that ended one of them, and a third event. */
beforeEach(async () => {
  region = await aRegion()
  heads = []
  first = await post()
  second = await post(aDeniedDelivery())
  await seal()
  await post()
  await seal()
  await post()
  await seal()
})
afterEach(() => region.close())

async function post(delivery = aDeniedDelivery({ reason: 'gpc' }), receivedAt = new Date().toISOString()) {
  const record = anIngestRecord({ receivedAt, deliveries: [delivery], subjectKeys: [randomUUID()] })
  await region.ingest.ingest([record])
  return record.eventId
}

function keeping(by: ReceiptSigner = signer, now = new Date()) {
  return {
    store: region.sealing,
    signer: by,
    now: () => now,
    newId: randomUUID,
    exportHeads: async (made: Head[]) => void heads.push(...made),
  }
}

const seal = (by = signer): Promise<number> => sealDecisions(keeping(by))

function verify(known: Head[] = [], by = signer): Promise<Verification> {
  const { receipts } = region
  const source = {
    seals: (after: number) => receipts.seals(workspaceId, after),
    rows: (from: number, below: number) => receipts.rows(workspaceId, from, below),
    tombstones: () => receipts.tombstones(workspaceId),
    sealedBelow: () => receipts.sealedBelow(),
  }
  return verifyReceipts(source, { verifier: by, heads: known })
}

type Sql = TestRegion['database']['sql']

/** Whoever owns the database: no trigger and no policy binds them. */
async function asSuperuser(change: (sql: Sql) => Promise<unknown>): Promise<void> {
  await region.database.sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`
    await change(transaction as never)
  })
}

const broken = async (known: Head[] = []) => (await verify(known)).broken

test('an untouched chain is intact, every decision in it, and its heads went to a second place', async () => {
  expect(await verify(heads)).toMatchObject({
    intact: true,
    seals: 3,
    decisions: 4,
    purged: 0,
    erased: 0,
    broken: null,
  })
  expect(heads.map(({ n }) => n)).toEqual([1, 2, 3])
  const [row] = await region.database.sql`select previous from data.seals where n = 1`
  expect(row?.previous).toBe(firstOfChain)
  expect(await seal()).toBe(0)
})

test('a receipt is the salted hash of what was decided, made once a row, by whoever inserts', async () => {
  const rows = await region.receipts.rows(workspaceId, 0, Number.MAX_SAFE_INTEGER)
  expect(rows).toHaveLength(4)
  for (const row of rows) expect(receiptOf(row)).toBe(row.receipt)
  expect(new Set(rows.map(({ salt }) => salt)).size).toBe(4)
  const fixed = {
    ...{ receipt: '', salt: '00000000-0000-4000-8000-000000000001', workspaceId: 'w', eventId: 'e' },
    ...{ receivedMicros: '1', destinationId: 'd', run: 0, stage: 'ingest', verdict: 'denied', mode: 'full' },
    ...{ reason: 'gpc', gate: 'consent', configVersion: 1, policyVersion: 2, signalsId: 's', inputsId: null },
    ...{ jurisdiction: null, consent: 'gdugdu', rule: '0', warnings: ['no_fbp'], subjectKey: null },
    decidedMicros: '2',
  }
  expect(receiptOf(fixed)).toBe('991186f7e7b9f4a40b85c684b819d42a490f22841754fbe344c4cb1821b0c5e7')
  // One hash a row: the only trigger that computes.
  const triggers = await region.database.sql`
    select tgname from pg_trigger where tgrelid = 'data.decisions'::regclass and not tgisinternal order by tgname`
  expect(triggers.map(({ tgname }) => tgname)).toEqual([
    'decisions_append_only',
    'decisions_never_truncated',
    'decisions_write_receipt',
  ])
})

test('nobody changes or removes a decision, a seal or a tombstone', async () => {
  const { sql } = region.database
  const refused = /append-only/
  await expect(sql`update data.decisions set reason = 'ok'`).rejects.toThrow(refused)
  await expect(sql`delete from data.decisions`).rejects.toThrow(refused)
  await expect(sql`truncate data.decisions`).rejects.toThrow(refused)
  await expect(sql`update data.seals set n = 9`).rejects.toThrow(refused)
  await expect(sql`delete from data.seal_leaves`).rejects.toThrow(refused)
  await expect(sql`truncate data.tombstones`).rejects.toThrow(refused)
})

test('what a running transaction may still write is left for the next seal', async () => {
  const { sql } = region.database
  let finish = (): void => undefined
  const held = new Promise<void>((resolve) => {
    finish = resolve
  })
  let begun = (): void => undefined
  const started = new Promise<void>((resolve) => {
    begun = resolve
  })
  const running = sql.begin(async (transaction) => {
    await transaction`select pg_current_xact_id()`
    begun()
    await held
  })
  await started
  await post()
  expect(await seal()).toBe(0)
  finish()
  await running
  expect(await seal()).toBe(1)
  expect(await verify()).toMatchObject({ intact: true, decisions: 5 })
})

describe('a superuser who', () => {
  test('changes the verdict of a decision is found by its event', async () => {
    await asSuperuser((sql) => sql`update data.decisions set verdict = 'deliver' where event_id = ${first}`)
    expect(await broken()).toMatchObject({ code: 'decision_altered', n: 1, eventId: first, stage: 'ingest' })
  })

  test('changes any other column of a decision alone is found', async () => {
    const columns: [string, (sql: Sql) => never][] = [
      ['reason', (sql) => sql`'ok'` as never],
      ['gate', (sql) => sql`null` as never],
      ['stage', (sql) => sql`'send'` as never],
      ['mode', (sql) => sql`'limited'` as never],
      ['run', (sql) => sql`1` as never],
      ['config_version', (sql) => sql`99` as never],
      ['policy_version', (sql) => sql`99` as never],
      ['signals_id', (sql) => sql`'other'` as never],
      ['inputs_id', (sql) => sql`'other'` as never],
      ['jurisdiction', (sql) => sql`'{"country":"US"}'` as never],
      ['consent', (sql) => sql`'gggggg'` as never],
      ['rule', (sql) => sql`'7'` as never],
      ['subject_key', (sql) => sql`gen_random_uuid()` as never],
      ['destination_id', (sql) => sql`gen_random_uuid()` as never],
      ['event_id', (sql) => sql`gen_random_uuid()` as never],
      ['decided_at', (sql) => sql`decided_at + interval '1 microsecond'` as never],
      ['salt', (sql) => sql`gen_random_uuid()` as never],
      ['receipt', (sql) => sql`sha256('x')` as never],
    ]
    await region.database.sql`create table public.kept as select * from data.decisions`
    for (const [column, value] of columns) {
      await asSuperuser(
        (sql) => sql`update data.decisions set ${sql(column)} = ${value(sql)} where event_id = ${second}`,
      )
      expect({ column, found: await broken() }).toMatchObject({ column, found: { code: 'decision_altered', n: 1 } })
      await asSuperuser(async (sql) => {
        await sql`delete from data.decisions`
        await sql`insert into data.decisions select * from public.kept`
      })
    }
    expect(await broken()).toBeNull()
  })

  test('changes a decision and its receipt to match is found against the seal', async () => {
    const [row] = await region.receipts.rows(workspaceId, 0, Number.MAX_SAFE_INTEGER)
    const forged = receiptOf({ ...(row as never as Parameters<typeof receiptOf>[0]), verdict: 'deliver' })
    await asSuperuser(
      (sql) => sql`update data.decisions set verdict = 'deliver', receipt = decode(${forged}, 'hex')
        where event_id = ${row?.eventId ?? ''}`,
    )
    expect(await broken()).toMatchObject({ code: 'decision_added', n: 1, eventId: row?.eventId })
  })

  test('removes a decision is found, also with a word that it was purged', async () => {
    await asSuperuser((sql) => sql`delete from data.decisions where event_id = ${first}`)
    expect(await broken()).toMatchObject({ code: 'decision_missing', n: 1 })
    const stone = { workspace_id: workspaceId, tombstone_id: randomUUID(), kind: 'purge' }
    await asSuperuser(
      (sql) =>
        sql`insert into data.tombstones ${sql({
          ...stone,
          day: new Date().toISOString().slice(0, 10),
          reason: 'retention',
          buried_at: new Date(),
          key_id: signer.keyId,
          signature: 'AAAA',
        })}`,
    )
    expect(await broken()).toMatchObject({ code: 'tombstone_invalid' })
  })

  test('adds a decision to a sealed minute is found', async () => {
    await region.database.sql`
      insert into data.decisions (
        workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, config_version,
        policy_version, signals_id, written_by
      )
      select workspace_id, gen_random_uuid(), received_at, destination_id, 0, 'ingest', 'denied', 'full', 'gpc', 1, 1,
        signals_id, written_by
      from data.decisions where event_id = ${first}`
    expect(await broken()).toMatchObject({ code: 'decision_added', n: 1 })
  })

  test('changes leaves, root, count, time, signature or order of a seal is found by its number', async () => {
    const changes: [string, (sql: Sql) => Promise<unknown>, string][] = [
      ['1', (sql) => sql`update data.seal_leaves set leaves = sha256(leaves) where n = 2`, 'leaves_altered'],
      ['2', (sql) => sql`update data.seal_leaves set day = day - 1 where n = 2`, 'leaves_altered'],
      ['3', (sql) => sql`delete from data.seal_leaves where n = 2`, 'leaves_altered'],
      ['4', (sql) => sql`update data.seals set root = repeat('0', 64) where n = 2`, 'signature_invalid'],
      ['5', (sql) => sql`update data.seals set count = 7 where n = 2`, 'signature_invalid'],
      [
        '6',
        (sql) => sql`update data.seals set sealed_at = sealed_at - interval '1 day' where n = 2`,
        'signature_invalid',
      ],
      ['7', (sql) => sql`update data.seals set from_written = 0 where n = 2`, 'signature_invalid'],
      ['8', (sql) => sql`update data.seals set signature = 'AAAA' where n = 2`, 'signature_invalid'],
      ['9', (sql) => sql`update data.seals set n = n + 10 where n >= 2`, 'seal_missing'],
      ['10', (sql) => sql`delete from data.seals where n = 2`, 'seal_missing'],
    ]
    for (const [change, make, code] of changes) {
      const kept = await region.database.sql`select * from data.seals`
      const leaves = await region.database.sql`select * from data.seal_leaves`
      await asSuperuser(make)
      expect({ change, found: await broken() }).toMatchObject({ change, found: { code, n: 2 } })
      await asSuperuser(async (sql) => {
        await sql`delete from data.seals`
        await sql`delete from data.seal_leaves`
        await sql`insert into data.seals ${sql(kept as never)}`
        await sql`insert into data.seal_leaves ${sql(leaves as never)}`
      })
    }
    expect(await broken()).toBeNull()
  })

  test('cuts off the end of the chain is found by an exported head, and by the rows it leaves behind', async () => {
    await asSuperuser(async (sql) => {
      await sql`delete from data.seals where n = 3`
      await sql`delete from data.seal_leaves where n = 3`
    })
    expect(await broken()).toMatchObject({ code: 'decision_unsealed' })
    await asSuperuser(
      (sql) => sql`delete from data.decisions where written_by >= (
      select max(below_written) from data.seals)`,
    )
    expect(await broken()).toBeNull()
    expect(await broken(heads)).toMatchObject({ code: 'head_missing', n: 3 })
  })

  test('writes the whole chain anew, with the signing key at hand, is found by any exported head', async () => {
    await asSuperuser(async (sql) => {
      await sql`delete from data.decisions where event_id = ${first}`
      await sql`delete from data.seals`
      await sql`delete from data.seal_leaves`
      await sql`update data.seal_position set below_written = 0`
    })
    const exported = [...heads]
    await seal()
    expect(await broken()).toBeNull()
    expect(await broken(exported)).not.toBeNull()
    expect((await broken(exported.slice(0, 1)))?.code).toBe('head_differs')
  })

  test('writes the chain anew with a key of their own is found without any head', async () => {
    const theirs = receiptSigner(new Uint8Array(32).fill(1))
    await asSuperuser(async (sql) => {
      await sql`delete from data.seals`
      await sql`delete from data.seal_leaves`
      await sql`update data.seal_position set below_written = 0`
    })
    await seal(theirs)
    expect(await broken()).toMatchObject({ code: 'signature_invalid', n: 1 })
  })
})

describe('lawfully removed', () => {
  test('by age: rows and salts are gone, the seals stand, and it is told apart from altered', async () => {
    const old = new Date('2026-03-01T12:00:00.000Z')
    await region.maintain.ensurePartitions(old, 0)
    await post(aDeniedDelivery(), old.toISOString())
    await seal()
    const now = new Date(old.getTime() + 182 * 86_400_000)
    expect(await buryDays(keeping(signer, now))).toBe(1)
    expect(await buryDays(keeping(signer, now))).toBe(0)
    await region.maintain.purge(now)
    expect(await verify(heads)).toMatchObject({ intact: true, decisions: 4, purged: 1, seals: 4 })
  })

  test('by age without a word before is a decision that is missing', async () => {
    const old = new Date('2026-03-02T12:00:00.000Z')
    await region.maintain.ensurePartitions(old, 0)
    await post(aDeniedDelivery(), old.toISOString())
    await seal()
    await region.maintain.purge(new Date(old.getTime() + 182 * 86_400_000))
    expect(await broken()).toMatchObject({ code: 'decision_missing', n: 4, day: '2026-03-02' })
  })

  test('on request: only those decisions, and only once they are sealed', async () => {
    const request = { workspaceId, eventIds: [first], reason: 'erasure request' }
    expect(await eraseDecisions(keeping(), request)).toBe(true)
    expect(await verify(heads)).toMatchObject({ intact: true, decisions: 3, erased: 1 })
    const fresh = await post()
    expect(await eraseDecisions(keeping(), { ...request, eventIds: [fresh] })).toBe(false)
    await seal()
    expect(await eraseDecisions(keeping(), { ...request, eventIds: [fresh] })).toBe(true)
    expect(await verify()).toMatchObject({ intact: true, decisions: 3, erased: 2 })
    await asSuperuser((sql) => sql`delete from data.decisions where event_id = ${second}`)
    expect(await broken()).toMatchObject({ code: 'decision_missing', n: 1 })
  })
})

test('two sealers at once make one chain', async () => {
  await post()
  const [one, other] = await Promise.all([seal(), seal()])
  expect((one ?? 0) + (other ?? 0)).toBe(1)
  expect(await verify()).toMatchObject({ intact: true, seals: 4, decisions: 5 })
})

test('a root depends on every leaf and on its day, and on no order', () => {
  const leaf = (day: string, byte: number) => ({ day, receipt: Buffer.alloc(32, byte) })
  const leaves = [leaf('2026-11-24', 1), leaf('2026-11-24', 2), leaf('2026-11-23', 3)]
  const root = merkleRoot(leaves)
  expect(root).toBe('c5d1d684a4b5c3b0d4dc3a61ed0da1a5aacbb37f30192d8cbf40d212b5be6c8d')
  expect(merkleRoot(leaves.toReversed())).toBe(root)
  expect(merkleRoot([leaf('2026-11-23', 1), leaf('2026-11-24', 2), leaf('2026-11-23', 3)])).not.toBe(root)
  expect(merkleRoot(leaves.slice(1))).not.toBe(root)
  expect(leavesOf([{ day: '2026-11-24', leaves: Buffer.alloc(64, 1).toString('base64') }])).toHaveLength(2)
})

test('what is signed names the seal alone', () => {
  const seal = { workspaceId: 'w', n: 1, previous: firstOfChain, root: 'r', count: 1 }
  const text = textOfSeal({ ...seal, fromWritten: 0, belowWritten: 9, sealedAt: '2026-11-24T12:00:00.000Z' })
  expect(text).toContain('"kind":"seal"')
  const signed = signer.sign(text)
  expect(signer.verifies(text, signed)).toBe(true)
  expect(signer.verifies(`${text} `, signed)).toBe(false)
  const head = headOf({ ...seal, ...signed, fromWritten: 0, belowWritten: 9, sealedAt: '2026-11-24T12:00:00.000Z' })
  expect(head.hash).toHaveLength(64)
})
