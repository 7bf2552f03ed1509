import { describe, expect, it } from 'vitest'
import { linkedin } from '../../sandbox/vendors/linkedin.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const trackingId = 'LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID'
type Fields = Record<string, unknown>

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  body: unknown
  element: unknown
  /** Set = a request to the token endpoint. */
  form: Record<string, string> | null
}

function aBatch(): Draft {
  return {
    method: 'POST',
    path: '/rest/conversionEvents',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer AQV',
      'linkedin-version': '202604',
      'x-restli-protocol-version': '2.0.0',
      'x-restli-method': 'BATCH_CREATE',
    },
    body: {},
    element: {
      conversion: 'urn:lla:llaPartnerConversion:104012',
      conversionHappenedAt: noonMs - 60_000,
      conversionValue: { currencyCode: 'EUR', amount: '59.90' },
      user: {
        userIds: [
          { idType: 'SHA256_EMAIL', idValue: digest },
          { idType: trackingId, idValue: 'df5gf5' },
        ],
        userInfo: { firstName: 'Mary', lastName: 'Smith', countryCode: 'DE' },
        externalIds: ['u-1'],
      },
      eventId: 'purchase.1001',
    },
    form: null,
  }
}

function toRequest({ method, path, headers, body, element, form }: Draft): SentRequest {
  if (form !== null) {
    const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' }
    return {
      method,
      path: '/linkedin/oauth/v2/accessToken',
      headers: formHeaders,
      body: new URLSearchParams(form).toString(),
    }
  }
  const whole = typeof body === 'object' ? { elements: [element], ...body } : body
  return { method, path: `/linkedin${path}`, headers, body: JSON.stringify(whole) }
}

const form = { grant_type: 'refresh_token', client_id: 'id', client_secret: 'secret', refresh_token: 'AQX' }
const tokenWith = (fields: Record<string, string>) => set('form', { ...form, ...fields })
const ids = (...list: Fields[]) => set('element.user.userIds', list)
const id = (idType: string, idValue: string) => ids({ idType, idValue })

const cases: RuleCase<Draft>[] = [
  {
    row: 'linkedin.oauth.method',
    breaks: (d) => {
      d.form = form
      d.method = 'PUT'
    },
    keeps: set('form', form),
  },
  { row: 'linkedin.oauth.form', breaks: tokenWith({ grant_type: 'authorization_code' }) },
  { row: 'linkedin.oauth.client', breaks: tokenWith({ client_id: '' }) },
  { row: 'linkedin.oauth.client_valid', breaks: tokenWith({ client_secret: 'invalid' }) },
  { row: 'linkedin.oauth.refresh_token', breaks: tokenWith({ refresh_token: '' }) },
  { row: 'linkedin.oauth.grant_valid', breaks: tokenWith({ refresh_token: 'revoked' }) },
  {
    row: 'linkedin.method',
    breaks: set('method', 'PUT'),
    keeps: (d) => {
      d.method = 'GET'
      d.path = '/rest/conversions/8001'
    },
  },
  { row: 'linkedin.path', breaks: set('path', '/v2/conversionEvents') },
  { row: 'linkedin.token.present', breaks: unset('headers.authorization') },
  { row: 'linkedin.token.valid', breaks: set('headers.authorization', 'Bearer expired') },
  { row: 'linkedin.version', breaks: unset('headers.linkedin-version') },
  {
    row: 'linkedin.version.live',
    breaks: set('headers.linkedin-version', '202510'),
    keeps: set('headers.linkedin-version', '202511'),
  },
  { row: 'linkedin.protocol', breaks: unset('headers.x-restli-protocol-version') },
  { row: 'linkedin.batch_method', breaks: unset('headers.x-restli-method') },
  { row: 'linkedin.content_type', breaks: set('headers.content-type', 'text/plain') },
  { row: 'linkedin.body.json', breaks: set('body', 'x') },
  { row: 'linkedin.elements.list', breaks: set('body', { elements: [] }) },
  { row: 'linkedin.elements.max', breaks: set('body', { elements: Array.from({ length: 5001 }, () => 1) }) },
  { row: 'linkedin.element.object', breaks: set('element', 7) },
  { row: 'linkedin.element.known', breaks: set('element.eventName', 'Purchase') },
  { row: 'linkedin.conversion', breaks: set('element.conversion', '104012') },
  { row: 'linkedin.happened_at.ms', breaks: set('element.conversionHappenedAt', noonMs / 1000) },
  { row: 'linkedin.happened_at.ms', breaks: set('element.conversionHappenedAt', '2026-11-24T12:00:00Z') },
  {
    row: 'linkedin.happened_at.age',
    breaks: set('element.conversionHappenedAt', noonMs - 91 * 86_400_000),
    keeps: set('element.conversionHappenedAt', noonMs - 89 * 86_400_000),
  },
  {
    row: 'linkedin.happened_at.future',
    breaks: set('element.conversionHappenedAt', noonMs + 120_000),
    keeps: set('element.conversionHappenedAt', noonMs + 30_000),
  },
  { row: 'linkedin.value', breaks: set('element.conversionValue', 59.9), keeps: unset('element.conversionValue') },
  { row: 'linkedin.value.amount', breaks: set('element.conversionValue.amount', 59.9) },
  { row: 'linkedin.value.currency', breaks: set('element.conversionValue.currencyCode', 'eur') },
  { row: 'linkedin.user.ids', breaks: unset('element.user.userIds'), keeps: ids() },
  { row: 'linkedin.user.id', breaks: ids({ idType: 'SHA256_EMAIL' }) },
  { row: 'linkedin.user.id_type', breaks: id('AXCIOM_ID', 'x'), keeps: id('ACXIOM_ID', 'x') },
  { row: 'linkedin.user.id_type.newer', breaks: id('GOOGLE_AID', '38400000-8cf0') },
  { row: 'linkedin.user.hashed', breaks: id('SHA256_EMAIL', digest.toUpperCase()) },
  { row: 'linkedin.user.empty_hash', breaks: id('SHA256_EMAIL', emptyDigest) },
  { row: 'linkedin.user.plain', breaks: id(trackingId, digest) },
  { row: 'linkedin.user.raw', breaks: set('element.user.externalIds', ['jane@example.com']) },
  {
    row: 'linkedin.user.names',
    breaks: unset('element.user.userInfo.lastName'),
    keeps: unset('element.user.userInfo'),
  },
  { row: 'linkedin.user.country', breaks: set('element.user.userInfo.countryCode', 'Germany') },
  { row: 'linkedin.user.external_ids', breaks: set('element.user.externalIds', ['a', 'b']) },
  { row: 'linkedin.user.nothing', breaks: set('element.user', { userIds: [] }) },
  { row: 'linkedin.event_id', breaks: set('element.eventId', 7) },
  { row: 'linkedin.event_id.advised', breaks: unset('element.eventId') },
]

describeRules('linkedin', { rows: linkedin.rows, draft: aBatch, toRequest, cases })

describe('linkedin answers in its own shape', () => {
  const answerTo = async (change: (draft: Draft) => void) => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    const draft = aBatch()
    change(draft)
    const { path, headers, body, method = 'POST' } = toRequest(draft)
    const answer = await fetch(`${sandbox.url}${path}`, { method, headers, ...(method === 'GET' ? {} : { body }) })
    return { status: answer.status, json: (await answer.json()) as unknown }
  }
  const good = aBatch().element

  it('answers every element of a batch', async () => {
    expect(await answerTo(set('body', { elements: [good, good] }))).toEqual({
      status: 200,
      json: { elements: [{ status: 201 }, { status: 201 }] },
    })
  })

  it('refuses the batch for one bad element and names it in the text', async () => {
    const bad = { ...(good as Fields), conversionHappenedAt: 7 }
    expect(await answerTo(set('body', { elements: [good, bad] }))).toMatchObject({
      status: 422,
      json: { message: expect.stringMatching(/^Index: 1, ERROR :: \/conversionHappenedAt :: /) },
    })
  })

  it('reads a rule and renews access', async () => {
    const rule = (d: Draft) => Object.assign(d, { method: 'GET', path: '/rest/conversions/8001' })
    expect(await answerTo(rule)).toMatchObject({ status: 200, json: { id: 8001 } })
    expect(await answerTo(set('form', form))).toMatchObject({
      status: 200,
      json: { refresh_token: 'AQX', refresh_token_expires_in: 31_535_999 },
    })
  })

  it.each([
    [401, 'EXPIRED_ACCESS_TOKEN', set('headers.authorization', 'Bearer expired')],
    [401, 'REVOKED_ACCESS_TOKEN', set('headers.authorization', 'Bearer revoked')],
    [403, 'ACCESS_DENIED', set('headers.authorization', 'Bearer nopermission')],
    [404, 'RESOURCE_NOT_FOUND', set('path', '/rest/events')],
    [426, 'NONEXISTENT_VERSION', set('headers.linkedin-version', '202404')],
  ] as const)('%i %s', async (status, code, change) => {
    expect(await answerTo(change)).toMatchObject({ status, json: { code } })
  })
})
