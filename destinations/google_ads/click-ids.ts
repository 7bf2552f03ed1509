import type { Event } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'

/** Case is kept. Google refuses gbraid and wbraid together (DOC GBRAID_WBRAID_BOTH_SET): one id goes, the surest first. */
export function clickIdOf({ clickIds }: Event): JsonObject | null {
  const name = (['gclid', 'gbraid', 'wbraid'] as const).find((one) => /^[\w.~-]{1,512}$/.test(clickIds[one] ?? ''))
  return name === undefined ? null : { [name]: clickIds[name] ?? null }
}
