import { isJsonObject } from '../json.ts'
import { purposes } from '../purpose.ts'
import type { CategoryValues, RudderstackConsent, Signals } from '../signals.ts'
import { byMap, sayByMap } from './categories.ts'
import { categoriesMax, isCategoryName, warnOfValues } from './category-values.ts'
import { type ConsentWarning, defineSignal } from './signal.ts'

type Rudderstack = NonNullable<Signals['rudderstack']>

const path = 'context.consentManagement'

/**
 * Captures `context.consentManagement`: both lists, which the peer's server does not do. `provider` and
 * `resolutionStrategy` are the sender's and are not read (case 41).
 */
export function captureRudderstack(sent: unknown): Rudderstack | undefined {
  if (sent === undefined) return undefined
  if (!isJsonObject(sent)) return 'invalid'
  const allowed = captureIds(sent, 'allowedConsentIds')
  const denied = captureIds(sent, 'deniedConsentIds')
  if (allowed === 'invalid' || denied === 'invalid') return 'invalid'
  if (allowed === undefined && denied === undefined) return undefined
  return { allowed: allowed ?? [], denied: denied ?? [] }
}

/** Sorted, so that equal content is stored once. */
function captureIds(sent: Record<string, unknown>, key: string): string[] | 'invalid' | undefined {
  const ids = Object.hasOwn(sent, key) ? sent[key] : undefined
  if (ids === undefined) return undefined
  if (!Array.isArray(ids) || ids.length > categoriesMax) return 'invalid'
  return ids.every(isId) ? [...new Set<string>(ids)].sort() : 'invalid'
}

function isId(id: unknown): id is string {
  return typeof id === 'string' && isCategoryName(id)
}

/** Its row of consent.md 5.5: by the source's map, as Segment's categories. */
export const rudderstackSignal = defineSignal<Rudderstack>({
  name: 'rudderstack',
  read: ({ rudderstack }) => rudderstack,
  validity: [{ reason: 'invalid_signal', broken: (lists) => !isJsonObject(lists) }],
  speaksOf: purposes,
  chosenAt: () => null,
  say: (lists, { source }) => sayByMap(valuesOf(lists), source),
  warn: (lists, source) => warn(lists, byMap(source)),
})

/** An id in both lists is denied (case 7); one in neither is absent, like any category (case 4). */
function valuesOf(lists: Rudderstack): CategoryValues {
  const { allowed, denied }: RudderstackConsent = lists === 'invalid' ? { allowed: [], denied: [] } : lists
  return Object.fromEntries([
    ...allowed.map((id) => [id, 'granted'] as const),
    ...denied.map((id) => [id, 'denied'] as const),
  ])
}

function warn(lists: Rudderstack, purposesOf: ReturnType<typeof byMap>): ConsentWarning[] {
  if (lists === 'invalid') {
    return [{ code: 'invalid_consent', path, message: 'has no two lists of category ids: read as a refusal' }]
  }
  return warnOfValues(valuesOf(lists), purposesOf, path)
}
