import { isbot } from 'isbot'
import type { Network } from '../core/event.ts'
import type { JsonObject } from '../core/json.ts'
import { scrub } from '../core/scrub/scrub.ts'
import { normal } from './client-address.ts'
import { type RequestFacts, userAgentLengthMax } from './request-facts.ts'

/** Address and user agent of the person, never those of the shop's server. */
export function networkOf(context: JsonObject, facts: RequestFacts): Network {
  return { ip: addressOf(context, facts), userAgent: userAgentOf(context, facts) }
}

/** `context.ip` is a claim only a secret key may make; `context.direct` says that the request's address is the person's. */
function addressOf(context: JsonObject, facts: RequestFacts): string | null {
  const claimed = facts.door === 'secret' ? normal(context.ip) : null
  if (claimed !== null) return claimed
  return facts.fromBrowser || context.direct === true ? facts.address : null
}

function userAgentOf(context: JsonObject, facts: RequestFacts): string | null {
  const claimed = typeof context.userAgent === 'string' && context.userAgent !== '' ? context.userAgent : null
  const userAgent = claimed ?? (facts.fromBrowser ? facts.userAgent : null)
  return userAgent === null ? null : scrub(userAgent.slice(0, userAgentLengthMax).toWellFormed()).value
}

/** Known bots; an event without a person's user agent is none. */
export function isBot({ userAgent }: Network): boolean {
  return userAgent !== null && isbot(userAgent)
}

const testGateways: ReadonlySet<unknown> = new Set(['bogus', 'bogus_gateway', '(for testing) bogus gateway', 'test'])

/** A test order: said so by the sender, or paid through a shop's test gateway. */
export function isTestOrder(properties: JsonObject, context: JsonObject): boolean {
  const isSaid = [properties.test, context.test].some((value) => value === true || value === 'true')
  const gateways = [properties.gateway, properties.financial_gateway, properties.payment_gateway]
  return isSaid || [...gateways, ...listed(properties.payment_gateway_names)].some(isTestGateway)
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function isTestGateway(value: unknown): boolean {
  return typeof value === 'string' && testGateways.has(value.toLowerCase())
}
