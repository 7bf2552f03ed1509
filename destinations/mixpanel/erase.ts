import type { DeliverContext, ErasureSubject, VendorWord } from '../contract.ts'
import { isSuccess } from '../error-for-status.ts'
import { deviceDistinctId } from './ids.ts'
import { type MixpanelCredentials, type MixpanelSettings, privacyHost } from './settings.ts'

/** Events and profile of every id; runs within 30 days. The project token must stand in the query (DOC GDPR API v3). */
export async function erase(
  { userId, anonymousId }: ErasureSubject,
  { settings, credentials, send }: DeliverContext<MixpanelSettings, MixpanelCredentials>,
): Promise<VendorWord> {
  const { token, gdprToken } = credentials
  if (gdprToken === undefined) return { accepted: false, words: 'the destination has no token for data privacy' }
  const ids = [
    ...(userId === null ? [] : [userId]),
    ...(anonymousId === null ? [] : [anonymousId, deviceDistinctId(anonymousId)]),
  ]
  if (ids.length === 0) return { accepted: false, words: 'Mixpanel deletes by user id or anonymous id only' }
  const answer = await send({
    method: 'POST',
    url: `${privacyHost(settings)}/api/app/data-deletions/v3.0/?token=${encodeURIComponent(token)}`,
    secretQuery: ['token'],
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gdprToken}` },
    body: JSON.stringify({ distinct_ids: ids, compliance_type: 'GDPR' }),
  })
  return { accepted: isSuccess(answer), words: `${answer.status}` }
}
