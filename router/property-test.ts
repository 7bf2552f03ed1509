import type { PropertyTest } from '../core/config.ts'
import type { Event } from '../core/event.ts'

/** Types are compared as they are: `"10"` is not 10. A test without the value it needs holds for nothing. */
export function propertyHolds(event: Event, { path, op, value: wanted }: PropertyTest): boolean {
  const found = valueAt(event, path)
  const isThere = found !== undefined && found !== null
  switch (op) {
    case 'exists':
      return isThere
    case 'missing':
      return !isThere
    case 'equals':
      return isThere && found === wanted
    case 'not_equals':
      return wanted !== undefined && found !== wanted
    case 'greater':
      return typeof found === 'number' && typeof wanted === 'number' && found > wanted
    case 'less':
      return typeof found === 'number' && typeof wanted === 'number' && found < wanted
    case 'contains':
      return contains(found, wanted)
    case 'one_of':
      return Array.isArray(wanted) && wanted.some((one) => one === found)
  }
}

function contains(found: unknown, wanted: PropertyTest['value']): boolean {
  if (typeof found === 'string') return typeof wanted === 'string' && found.includes(wanted)
  return Array.isArray(found) && wanted !== undefined && found.includes(wanted)
}

/** Own properties only: `properties.constructor` names nothing unless the sender sent it. */
function valueAt(event: Event, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    return (at as Record<string, unknown>)[key]
  }, event)
}
