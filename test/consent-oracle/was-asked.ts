import type { LedgerChoice, Signals } from '../../core/signals.ts'

/** Forms in which a field is there and says nothing of anybody. Every other one was written after a question or for one. */
const silent: Record<string, (text: string) => boolean> = {
  categories: (text) => text === '{}',
  rudderstack: (text) => text === '{"allowed":[],"denied":[]}' || text === '{"denied":[],"allowed":[]}',
  shopify: (text) => !/"(granted|denied|invalid)"/.test(text),
}

/** Case 15: only who was never asked may be waited for. */
export function wasAsked(captures: readonly Signals[], choices: readonly LedgerChoice[]): boolean {
  const fields = captures.flatMap((signals) => Object.entries(signals))
  return choices.length > 0 || fields.some(([name, value]) => silent[name]?.(JSON.stringify(value)) !== true)
}
