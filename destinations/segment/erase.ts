import type { DeliverContext, ErasureSubject, VendorAnswer, VendorWord } from '../contract.ts'
import { isSuccess } from '../error-for-status.ts'
import { deletionUrl, type SegmentCredentials, type SegmentSettings } from './settings.ts'

type Context = DeliverContext<SegmentSettings, SegmentCredentials>

/**
 * A regulation by each id that Segment knows a person by; it passes deletion on to what stands behind it. Not
 * SUPPRESS_WITH_DELETE: that would hold back a person who comes back and agrees anew.
 */
export async function erase({ userId, anonymousId }: ErasureSubject, ctx: Context): Promise<VendorWord> {
  const { sourceId } = ctx.settings
  const { publicApiToken } = ctx.credentials
  if (sourceId === undefined || publicApiToken === undefined)
    return { accepted: false, words: 'the destination has no source ID or no Public API token' }
  const subjects = [
    ...(userId === null ? [] : [{ subjectType: 'USER_ID', subjectIds: [userId] }]),
    ...(anonymousId === null ? [] : [{ subjectType: 'ANONYMOUS_ID', subjectIds: [anonymousId] }]),
  ]
  if (subjects.length === 0) return { accepted: false, words: 'Segment deletes by user id or anonymous id only' }
  const answers: VendorAnswer[] = []
  for (const subject of subjects) {
    answers.push(
      await ctx.send({
        method: 'POST',
        url: deletionUrl(ctx.settings, sourceId),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${publicApiToken}` },
        body: JSON.stringify({ regulationType: 'DELETE_ONLY', ...subject }),
      }),
    )
  }
  return { accepted: answers.every(isSuccess), words: answers.map(({ status }) => `${status}`).join('; ') }
}
