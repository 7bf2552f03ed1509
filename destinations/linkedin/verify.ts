import type { DeliverContext, VendorWord } from '../contract.ts'
import { isSuccess } from '../error-for-status.ts'
import { answerTable } from './answers.ts'
import { sendWithToken, versionHeaders } from './deliver.ts'
import { type LinkedInCredentials, type LinkedInSettings, ruleEvents } from './settings.ts'

/** There is no test event: any would count. Asking for a configured rule shows that access, version and rule are good. */
export async function verify(ctx: DeliverContext<LinkedInSettings, LinkedInCredentials>): Promise<VendorWord> {
  const { endpoint, conversionRules } = ctx.settings
  const rule = ruleEvents.map((event) => conversionRules[event]).find((id) => id !== undefined)
  if (rule === undefined) return { accepted: false, words: 'no conversion rule is set: nothing would be sent' }
  const request = { method: 'GET' as const, url: `${endpoint}/rest/conversions/${rule}`, headers: versionHeaders }
  const answer = await sendWithToken(request, ctx)
  if (isSuccess(answer)) return { accepted: true, words: `HTTP ${answer.status}: rule ${rule} is known` }
  const reason = answer.status === 404 ? `rule ${rule} is unknown` : (answerTable[answer.status]?.reason ?? 'refused')
  return { accepted: false, words: `HTTP ${answer.status}: ${reason}` }
}
