import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SubjectReport } from '../../ingest/subjects/subject-report.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { aSubjectDesk, type SubjectDesk } from '../support/a-subject-desk.ts'

const planted = { email: 'quilla.vantreese@plantedmail.example', phone: '+4915198765432', firstName: 'Quillabeth' }
const hostile = '<img src=x onerror=alert(1)>'
const everything = { marketing: true, analytics: true, functional: true, personalization: true }
const says = (categoryPreferences: Record<string, boolean>) => ({ consent: { categoryPreferences } })

let desk: SubjectDesk
let report: SubjectReport
let page: string

/** An order that went out, a withdrawal with its notice, an order that was refused for it, and a page whose name is hostile. */
beforeAll(async () => {
  desk = await aSubjectDesk()
  const traits = planted
  await desk.order({ userId: 'anna', traits, context: says(everything) })
  await desk.order({ event: hostile, userId: 'anna', traits, context: says(everything) })
  await desk.order({ userId: 'somebody-else', traits: { email: 'other@plantedmail.example' }, context: says({}) })
  desk.later(1)
  await desk.deliver()
  desk.later(60)
  const proof = { noticeVersion: '2026-04', clickedBy: planted.firstName }
  await desk.choose({ email: planted.email }, { withdrawAll: true, proof })
  desk.later(5)
  await desk.order({ userId: 'anna', traits, context: says({}) })
  await desk.seal()
  desk.later(1)
  const subject = { email: planted.email }
  page = await (await desk.ask('/v1/subjects/export', { subject, format: 'html' })).text()
  const answer = await desk.ask('/v1/subjects/export', { subject })
  report = (await answer.json()) as SubjectReport
  if (process.env.TRACKLAYER_SUBJECT_PAGE) await writeFile(process.env.TRACKLAYER_SUBJECT_PAGE, page)
})
afterAll(() => desk?.close())

test('every send stands there with its recipient, purposes and time', () => {
  const sends = report.sends.filter(({ event }) => event === 'Order Completed')
  expect(sends).toMatchObject([
    {
      recipient: {
        title: 'Meta Conversions API',
        processesIn: 'global',
        purposes: ['advertising', 'ad_personalization'],
      },
      state: 'delivered',
      mode: 'full',
      basis: 'Each purpose was granted by the consent categories sent with the event.',
      policyVersion: 3,
    },
    { recipient: { title: 'Webhook (Standard Webhooks 1.0.0)' } },
  ])
  const [first] = sends
  expect(Date.parse(report.madeAt) - Date.parse(first?.at ?? '')).toBe(66 * 60_000)
  expect(page).toContain('Meta Conversions API')
})

test('what was chosen stands there with its time, who told it and which notice was shown', () => {
  expect(report.choices.at(-1)).toMatchObject({
    kind: 'chosen',
    reason: 'withdraw_all',
    purposes: { advertising: 'denied', analytics: 'denied' },
    notice: { noticeVersion: '2026-04' },
    overLink: false,
  })
  expect(report.inForce).toContainEqual(expect.objectContaining({ purpose: 'advertising', value: 'denied' }))
  expect(report.asked).toContainEqual(expect.objectContaining({ purpose: 'advertising' }))
  expect(page).toContain('notice version 2026-04')
  expect(page).toContain('as a withdrawal of everything')
})

test('a refused event is found though it keeps no key of the person, with the reason in a sentence', () => {
  const refused = report.refusals.filter(({ event }) => event === 'Order Completed')
  expect(refused.map(({ recipient, state, reason }) => [recipient.title, state, reason])).toEqual([
    ['Meta Conversions API', 'denied', 'consent_withdrawn'],
    ['Webhook (Standard Webhooks 1.0.0)', 'denied', 'consent_withdrawn'],
  ])
  expect(refused[0]?.why).toMatch(/^Meta Conversions API did not get this event: advertising .*withdrawn/)
  expect(refused[0]?.occurredAt).toMatch(/^\d{4}-\d\d-\d\d$/)
  expect(page).toContain('had been withdrawn by the person on ')
})

test('every decision is proven by its receipt, in the annex by its hash', () => {
  const { counts, decisions } = report.receipts
  expect(counts).toEqual({ proven: decisions.length, unsealed: 0, broken: 0 })
  expect(decisions.length).toBeGreaterThanOrEqual(8)
  for (const { receipt } of decisions) expect(page).toContain(receipt)
})

test('an altered decision is named as not as sealed', async () => {
  const eventId = report.refusals[0]?.eventId ?? ''
  const change = (reason: string) =>
    desk.region.database.sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`
      await transaction`update data.decisions set reason = ${reason} where event_id = ${eventId}`
    })
  await change('no_signal')
  const answer = await desk.ask('/v1/subjects/export', { subject: { userId: 'anna' } })
  const { receipts } = (await answer.json()) as SubjectReport
  await change('consent_withdrawn')
  expect(receipts.counts).toMatchObject({ broken: 2 })
})

test('nothing that was planted stands in either, and a name that is markup stays text', () => {
  for (const text of [JSON.stringify(report), page]) {
    for (const value of [...Object.values(planted), '15198765432', 'quilla', 'other@plantedmail.example']) {
      expect(text.toLowerCase()).not.toContain(value.toLowerCase())
    }
  }
  expect(page).not.toContain('<img')
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;')
})

test('of a stranger with the same shop nothing of it is shown', async () => {
  const answer = await desk.ask('/v1/subjects/export', { subject: { email: 'nobody@plantedmail.example' } })
  expect(await answer.json()).toMatchObject({ sends: [], refusals: [], choices: [], receipts: { decisions: [] } })
})

test('asking needs the scope, and leaves a row that says who asked and what came of it', async () => {
  const { shop, region } = desk
  const refused = await desk.ask('/v1/subjects/export', { subject: { userId: 'anna' } }, shop.keys.secret)
  expect(refused.status).toBe(403)
  const nobody = await desk.ask('/v1/subjects/export', { subject: {} })
  expect(await nobody.json()).toMatchObject({ error: { code: 'invalid_subject_request', path: 'subject' } })
  const rows = await region.database.sql`
    select kind, state, asked_by, outcome from data.subject_requests where workspace_id = ${workspaceId}
    order by requested_at limit 1`
  expect(rows).toEqual([
    {
      kind: 'access',
      state: 'completed',
      asked_by: `key ${report.askedBy.replace('key ', '')}`,
      outcome: { sends: report.sends.length, refusals: report.refusals.length, choices: report.choices.length },
    },
  ])
})

test('who asked is forgotten with the proof of consent', async () => {
  const { sql } = desk.region.database
  const rows = async (days: number) => {
    await sql`select api.purge_consent(now() + ${days}::int * interval '1 day')`
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from data.subject_requests where workspace_id = ${workspaceId}`
    return row?.n ?? -1
  }
  expect(await rows(3 * 364)).toBeGreaterThan(1)
  expect(await rows(3 * 367)).toBe(0)
})
