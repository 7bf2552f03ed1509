import type { Policy } from '../config.ts'
import type { Law } from '../jurisdiction.ts'
import type { LedgerChoice } from '../signals.ts'
import type { LedgerEntry } from './ledger.ts'
import type { Statement } from './signal.ts'

export function isGpc({ reason }: Pick<Statement, 'reason'>): boolean {
  return reason === 'gpc' || reason === 'gpp_gpc'
}

/** Case 9: a specific choice, dated after GPC was first seen, and only where the policy says so. */
export function liftsGpc(
  { policy, law, gpcSeenAt, receivedAt }: { policy: Policy; law: Law; gpcSeenAt?: string; receivedAt: string },
  choice: LedgerChoice | null,
): boolean {
  const mayLift = law.gpc === 'until_chosen' || (policy.gpcOverride === true && law.gpc !== 'all_ads')
  if (!mayLift || choice?.value !== 'granted') return false
  return Date.parse(choice.chosenAt) > Date.parse(gpcSeenAt ?? receivedAt)
}

const optOuts: ReadonlySet<string> = new Set(['gpc', 'gpp_gpc', 'gpp_opt_out', 'usp_opt_out'])
/** Of the sale alone: whoever wrote a refusal of it down. What cannot be read is none. */
const saleRefusals: ReadonlySet<string> = new Set(['category_denied', 'category_absent', 'shopify_not_allowed'])

/**
 * The same question without US opt-outs (case 33). A restricted mode may follow only where all would have been granted
 * but for them: else an opt-out would open what silence kept shut.
 */
export function beforeOptOut<Asked extends { purpose: string; captures: Statement[][]; entry: LedgerEntry }>(
  asked: Asked,
): Asked {
  const captures = asked.captures.map((statements) => statements.filter((one) => !isOptOut(one)))
  const isOutOfSale = asked.purpose === 'sale_or_sharing'
  const kept = (choice: LedgerChoice | null) =>
    choice?.value === 'denied' && (isOutOfSale || choice.isGpc === true) ? null : choice
  return { ...asked, captures, entry: { chosen: kept(asked.entry.chosen), observed: kept(asked.entry.observed) } }
}

function isOptOut({ purpose, value, reason }: Statement): boolean {
  if (value !== 'denied') return false
  return optOuts.has(reason) || (purpose === 'sale_or_sharing' && saleRefusals.has(reason))
}
