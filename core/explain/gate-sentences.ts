import type { GateName, GateTrace } from '../decision.ts'
import { plain } from './consent-clauses.ts'

/** What a gate that stops says: "Meta did not get this event: {because}". */
const because: Record<string, string> = {
  destination_disabled: 'it is switched off',
  route_removed: 'no route leads there any more',
  settings_invalid: 'its settings cannot be read',
  blocked_by_integrations: 'the sender blocked it for this event',
  test_order: 'it was a test order',
  bot: 'it came from a known bot',
  consent_update: 'it only tells of a consent choice, which is never passed on to advertising',
  type_not_routed: 'no route takes events of this type',
  event_not_routed: 'no route takes events of this name',
  property_mismatch: 'no route’s conditions hold for it',
  sampled_out: 'the person is not in the route’s sample',
  no_route: 'no route leads there',
  eu_only: 'the workspace sends only to places in the EU',
  subject_suppressed: 'nothing may be sent about this person',
  suppressed: 'nothing may be sent about this person',
  policy_not_adopted: 'nobody has adopted the consent policy yet',
  necessary_refused_for_ads: 'it is classed as necessary, and an advertising destination never is',
  no_purposes: 'it states no purpose that anybody could have agreed to',
  occurred_at_unreadable: 'the time it happened cannot be read',
  older_than_vendor_window: 'it happened longer ago than this vendor accepts',
  waited_30_days: 'it waited for 30 days, and nothing waits longer',
  destination_removed: 'the destination was removed while it waited',
  gate_failed: 'an error of ours kept it from being decided, so it does not leave',
  not_asked: 'nobody has asked the person yet, and it waits for the answer of their device',
  hold_refused: 'it was held until the person was asked, and they said no',
  hold_expired: 'it was held until the person was asked, and no answer came in time',
  hold_erased: 'it was held until the person was asked, and what is known of them was erased meanwhile',
  repeat_says_less: 'the same event came again without the consent it had said before',
  hold_limit: 'as much as may be held of one person was held already',
  consent_withdrawn: 'the person withdrew their consent while it was waiting',
}

export function reasonClause(reason: string): string | null {
  return Object.hasOwn(because, reason) ? (because[reason] as string) : null
}

/** Codes of one vendor read as words: "it cannot be matched or mapped there (no match key)". */
export function vendorClause(reason: string): string {
  return `the vendor could not use it (${plain(reason)})`
}

const passed: Record<Exclude<GateName, 'consent'>, (inputs: GateTrace['inputs']) => string> = {
  enabled: () => 'It is switched on.',
  accepts: () => 'It takes events of this kind.',
  route_filter: () => 'A route leads there.',
  egress_location: () => 'It processes where the workspace allows.',
  suppression: () => 'Nobody asked that nothing be sent about this person.',
  age_window: () => 'It happened within the time this vendor accepts.',
  preflight: () => 'The vendor would use it as it is.',
  identity: ({ variants, clickIds }) => `The person can be matched there (${countOf(variants, clickIds)}).`,
}

export function passedSentence(gate: Exclude<GateName, 'consent'>, inputs: GateTrace['inputs']): string {
  return passed[gate](inputs)
}

function countOf(variants: unknown, clickIds: unknown): string {
  const number = (value: unknown) => (Array.isArray(value) ? value.length : 0)
  return `${number(variants)} hashed identifiers, ${number(clickIds)} click ids`
}
