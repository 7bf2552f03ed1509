import { type Skip, skip } from '../core/decision.ts'
import type { DeliverableEvent } from '../core/deliverable-event.ts'
import type { Destination, PreflightWarning } from './contract.ts'

export interface Preflight {
  warnings: readonly PreflightWarning[]
  /** The admin made one of the codes blocking: `preflight_<code>`. */
  blocked: Skip | null
}

/** A vendor's check that names more than this says the same as this many. */
const warningsMax = 20

const nothingFound: Preflight = { warnings: [], blocked: null }

/** What the vendor will take and then ignore. A check that throws is a bug of ours and holds back nothing. */
export function preflightOf(
  type: Pick<Destination, 'preflight'>,
  event: DeliverableEvent,
  of: { settings: unknown; blockOn: readonly string[] | undefined },
): Preflight {
  if (type.preflight === undefined) return nothingFound
  const warnings = safely(() => type.preflight?.(event, of.settings) ?? []).slice(0, warningsMax)
  const blocking = warnings.find(({ code }) => of.blockOn?.includes(code))
  return { warnings, blocked: blocking === undefined ? null : skip('invalid', `preflight_${blocking.code}`) }
}

function safely(check: () => PreflightWarning[]): PreflightWarning[] {
  try {
    return check()
  } catch {
    return [{ code: 'preflight_failed', path: '', message: 'the check itself failed; please report it' }]
  }
}
