import { describe, expect, it } from 'vitest'
import { googleAds } from '../../sandbox/vendors/google-ads.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
type Fields = Record<string, unknown>

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  body: Fields
  row: Fields
  /** Set = a request to the token endpoint. */
  form: Record<string, string> | null
}

function anUpload(): Draft {
  return {
    method: 'POST',
    path: '/v26/customers/1234567890:uploadClickConversions',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ya29.demo', 'developer-token': 'dev' },
    body: { partialFailure: true },
    row: {
      conversionAction: 'customers/1234567890/conversionActions/7001',
      conversionDateTime: '2026-11-24 11:59:00+00:00',
      orderId: '1001',
      conversionValue: 59.9,
      currencyCode: 'EUR',
      gclid: 'Cj0KCQ',
      userIdentifiers: [{ hashedEmail: digest }],
      consent: { adUserData: 'GRANTED', adPersonalization: 'DENIED' },
    },
    form: null,
  }
}

function toRequest({ method, path, headers, body, row, form }: Draft): SentRequest {
  if (form !== null) {
    const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' }
    return { method, path: '/google_ads/token', headers: formHeaders, body: new URLSearchParams(form).toString() }
  }
  const list = path.endsWith('Adjustments') ? 'conversionAdjustments' : 'conversions'
  return { method, path: `/google_ads${path}`, headers, body: JSON.stringify({ [list]: [row], ...body }) }
}

const adjusted = (row: Fields) => (draft: Draft) => {
  draft.path = '/v26/customers/1234567890:uploadConversionAdjustments'
  const { conversionAction, orderId } = draft.row
  draft.row = { conversionAction, orderId, adjustmentDateTime: '2026-11-24 11:59:00+00:00', ...row }
}
const identifiers = (...list: Fields[]) => set('row.userIdentifiers', list)
const form = { grant_type: 'refresh_token', client_id: 'id', client_secret: 'secret', refresh_token: '1//refresh' }
const tokenWith = (fields: Record<string, string>) => set('form', { ...form, ...fields })

const cases: RuleCase<Draft>[] = [
  {
    row: 'google_ads.oauth.method',
    breaks: (d) => {
      d.form = form
      d.method = 'PUT'
    },
    keeps: set('form', form),
  },
  { row: 'google_ads.oauth.form', breaks: tokenWith({ grant_type: 'authorization_code' }) },
  { row: 'google_ads.oauth.client', breaks: tokenWith({ client_id: '' }) },
  { row: 'google_ads.oauth.client_valid', breaks: tokenWith({ client_secret: 'invalid' }) },
  { row: 'google_ads.oauth.refresh_token', breaks: tokenWith({ refresh_token: '' }) },
  { row: 'google_ads.oauth.grant_valid', breaks: tokenWith({ refresh_token: '1//revoked' }) },
  { row: 'google_ads.method', breaks: set('method', 'PUT') },
  { row: 'google_ads.path', breaks: set('path', '/v26/customers/123-456-7890:uploadClickConversions') },
  { row: 'google_ads.token.present', breaks: unset('headers.authorization') },
  { row: 'google_ads.token.valid', breaks: set('headers.authorization', 'Bearer expired') },
  { row: 'google_ads.developer_token', breaks: unset('headers.developer-token') },
  {
    row: 'google_ads.login_customer_id',
    breaks: set('headers.login-customer-id', '123-456-7890'),
    keeps: set('headers.login-customer-id', '1234567890'),
  },
  { row: 'google_ads.content_type', breaks: set('headers.content-type', 'text/plain') },
  {
    row: 'google_ads.body.json',
    breaks: (d) => {
      d.form = null
      d.body = Object.assign([], { toJSON: () => 'x' }) as unknown as Fields
    },
  },
  { row: 'google_ads.partial_failure', breaks: set('body.partialFailure', false) },
  { row: 'google_ads.validate_only', breaks: set('body.validateOnly', 'yes'), keeps: set('body.validateOnly', true) },
  { row: 'google_ads.rows.list', breaks: set('body.conversions', []) },
  {
    row: 'google_ads.rows.max',
    breaks: set(
      'body.conversions',
      Array.from({ length: 2001 }, () => 1),
    ),
  },
  { row: 'google_ads.row.object', breaks: set('body.conversions', [1]) },
  { row: 'google_ads.row.known', breaks: set('row.eventId', 'x') },
  { row: 'google_ads.conversion_action', breaks: set('row.conversionAction', 'Purchase') },
  { row: 'google_ads.date_time', breaks: set('row.conversionDateTime', '2026-11-24T11:59:00Z') },
  {
    row: 'google_ads.date_time.age',
    breaks: set('row.conversionDateTime', '2026-08-20 11:59:00+00:00'),
    keeps: set('row.conversionDateTime', '2026-08-27 11:59:00+00:00'),
  },
  { row: 'google_ads.date_time.future', breaks: set('row.conversionDateTime', '2026-11-24 12:02:00+00:00') },
  {
    row: 'google_ads.match_key',
    breaks: (d) => {
      for (const name of ['gclid', 'userIdentifiers']) delete d.row[name]
    },
    keeps: unset('row.gclid'),
  },
  { row: 'google_ads.click_id', breaks: set('row.gclid', '') },
  { row: 'google_ads.click_id.unknown', breaks: set('row.gclid', 'unknown-1') },
  {
    row: 'google_ads.braids',
    breaks: (d) => Object.assign(d.row, { gbraid: 'a', wbraid: 'b' }),
  },
  { row: 'google_ads.braid.identifiers', breaks: set('row.gbraid', 'a') },
  { row: 'google_ads.order_id', breaks: set('row.orderId', '') },
  { row: 'google_ads.order_id.advised', breaks: unset('row.orderId') },
  { row: 'google_ads.order_id.raw', breaks: set('row.orderId', 'jane@example.com') },
  { row: 'google_ads.duplicate', breaks: (d) => Object.assign(d.body, { conversions: [d.row, d.row] }) },
  { row: 'google_ads.value', breaks: set('row.conversionValue', '59.90') },
  { row: 'google_ads.value', breaks: set('row.conversionValue', -1), keeps: set('row.conversionValue', 0) },
  { row: 'google_ads.currency', breaks: set('row.currencyCode', 'euro') },
  { row: 'google_ads.value.currency', breaks: unset('row.currencyCode') },
  { row: 'google_ads.consent', breaks: set('row.consent.adUserData', 'granted') },
  { row: 'google_ads.consent.advised', breaks: unset('row.consent') },
  { row: 'google_ads.identifiers.list', breaks: set('row.userIdentifiers', digest) },
  {
    row: 'google_ads.identifiers.max',
    breaks: identifiers(...Array.from({ length: 6 }, () => ({ hashedEmail: digest }))),
  },
  { row: 'google_ads.identifiers.one', breaks: identifiers({ hashedEmail: digest, hashedPhoneNumber: digest }) },
  { row: 'google_ads.identifiers.supported', breaks: identifiers({ addressInfo: { city: 'Berlin' } }) },
  { row: 'google_ads.identifiers.hashed', breaks: identifiers({ hashedEmail: 'jane@example.com' }) },
  {
    row: 'google_ads.identifiers.address',
    breaks: adjusted({ adjustmentType: 'ENHANCEMENT', userIdentifiers: [{ addressInfo: { countryCode: 'Germany' } }] }),
    keeps: adjusted({ adjustmentType: 'ENHANCEMENT', userIdentifiers: [{ addressInfo: { countryCode: 'DE' } }] }),
  },
  { row: 'google_ads.adjustment_type', breaks: adjusted({}) },
  { row: 'google_ads.adjustment.order_id', breaks: adjusted({ adjustmentType: 'RETRACTION', orderId: undefined }) },
  {
    row: 'google_ads.retraction.value',
    breaks: adjusted({ adjustmentType: 'RETRACTION', restatementValue: { adjustedValue: 0 } }),
    keeps: adjusted({ adjustmentType: 'RETRACTION' }),
  },
  {
    row: 'google_ads.restatement.value',
    breaks: adjusted({ adjustmentType: 'RESTATEMENT', restatementValue: {} }),
    keeps: adjusted({ adjustmentType: 'RESTATEMENT', restatementValue: { adjustedValue: 5, currencyCode: 'EUR' } }),
  },
  { row: 'google_ads.enhancement.identifiers', breaks: adjusted({ adjustmentType: 'ENHANCEMENT' }) },
]

describeRules('google_ads', { rows: googleAds.rows, draft: anUpload, toRequest, cases })

describe('google_ads answers in its own shape', () => {
  const answered = async (change: (draft: Draft) => void) => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    const draft = anUpload()
    change(draft)
    const { path, body, headers } = toRequest(draft)
    const answer = await sandbox.post(path, body, headers)
    const record = await sandbox.last()
    return { status: answer.status, body: (await answer.json()) as Fields & { error?: unknown }, record }
  }

  it('tells a bad row inside a 200 and leaves its place empty', async () => {
    const { status, body } = await answered((d) => {
      d.body.conversions = [d.row, { ...d.row, orderId: '1002', gclid: '' }]
    })
    expect(status).toBe(200)
    expect(body.results).toEqual([expect.objectContaining({ orderId: '1001' }), {}])
    expect(body.partialFailureError).toMatchObject({
      code: 3,
      details: [
        {
          errors: [
            {
              errorCode: { conversionUploadError: 'UNPARSEABLE_GCLID' },
              location: { fieldPathElements: [{ fieldName: 'conversions', index: 1 }, { fieldName: 'gclid' }] },
            },
          ],
        },
      ],
    })
  })

  it('gives no results to a dry run', async () => {
    const { status, body } = await answered(set('body.validateOnly', true))
    expect([status, body]).toEqual([200, {}])
  })

  it.each([
    ['no token', unset('headers.authorization'), 401, 'OAUTH_TOKEN_INVALID'],
    ['an expired one', set('headers.authorization', 'Bearer expired'), 401, 'OAUTH_TOKEN_EXPIRED'],
    ['no right', set('headers.authorization', 'Bearer nopermission'), 403, 'USER_PERMISSION_DENIED'],
  ] as const)('refuses %s', async (_, change, status, code) => {
    const { status: told, body } = await answered(change)
    expect(told).toBe(status)
    expect(JSON.stringify(body.error)).toContain(code)
  })

  it('renews access, and its record holds no secret', async () => {
    const { status, body, record } = await answered(set('form', form))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      access_token: expect.stringMatching(/^ya29\./),
      expires_in: 3599,
      token_type: 'Bearer',
    })
    expect(JSON.stringify(record)).not.toMatch(/1%2F%2Frefresh|client_secret=secret/)
  })

  it('refuses a revoked refresh token as OAuth does', async () => {
    const { status, body } = await answered(tokenWith({ refresh_token: '1//revoked' }))
    expect([status, body.error]).toEqual([400, 'invalid_grant'])
  })
})
