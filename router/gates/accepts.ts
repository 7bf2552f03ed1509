import type { DestinationConfig } from '../../core/config.ts'
import { isForAds } from '../../core/destination-facts.ts'
import { isConsentUpdate } from '../../core/standard-events.ts'
import type { KnownDestination } from '../facts.ts'
import { mappedEvent } from '../mapped-event.ts'
import { type Gate, type GateAnswer, type GateContext, pass, settingsInvalid, stop, stopFor } from './gate.ts'

/** May this event go to this kind of destination at all: the sender's own block, test orders and bots, the vendor's types. */
export const acceptsGate: Gate = {
  name: 'accepts',
  readsWholeEvent: true,
  ask: (context) => {
    const { event, source, destination, known } = context
    if (known === null) return settingsInvalid
    const inputs = {
      type: event.type,
      standard: event.standard,
      test: event.test,
      bot: event.bot,
      integrations: integrationFor(event.integrations, destination, known),
    }
    if (inputs.integrations === 'blocked') return stop('filtered', 'blocked_by_integrations', inputs)
    if (event.test && !source.acceptTestOrders) return stop('filtered', 'test_order', inputs)
    if (event.bot && !source.acceptBots) return stop('filtered', 'bot', inputs)
    if (isForAds(known.facts) && isConsentUpdate(event.type, event.name))
      return stop('filtered', 'consent_update', inputs)
    return askVendor(context, known, inputs)
  },
}

function askVendor(
  context: GateContext,
  { facts, settings }: KnownDestination,
  inputs: Record<string, unknown>,
): GateAnswer {
  const refused = facts.accepts(mappedEvent(context), settings)
  return refused === null ? pass(inputs) : stopFor(refused, inputs)
}

/** `false` blocks, `All: false` blocks all that are not named `true`. `true` is never a grant (case 45): it blocks nothing less. */
function integrationFor(
  integrations: Record<string, boolean>,
  { type, slug }: DestinationConfig,
  { title }: KnownDestination,
): 'blocked' | 'open' {
  const entries = Object.entries(integrations).map(([name, value]) => [plainName(name), value] as const)
  if (entries.length === 0) return 'open'
  const names = [type, slug, title].map(plainName)
  const ours = entries.filter(([name]) => names.includes(name)).map(([, value]) => value)
  if (ours.includes(false)) return 'blocked'
  const allBlocked = entries.some(([name, value]) => name === 'all' && value === false)
  return allBlocked && !ours.includes(true) ? 'blocked' : 'open'
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '')
}
