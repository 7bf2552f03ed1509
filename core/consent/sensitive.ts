import type { SourceConfig } from '../config.ts'
import type { Event, Jurisdiction } from '../event.ts'
import type { Signals } from '../signals.ts'
import { gppIsSensitive } from './gpp.ts'

type Marks = Pick<SourceConfig, 'audience' | 'sensitiveCategories'>
type Content = Pick<Event, 'commerce' | 'properties'>

/** Why nothing of the event may go to ads by the source's own word (case 36); null = no reason. */
export function sensitiveBySource(source: Marks, content: Content): string | null {
  if (source.audience === 'children') return 'audience_children'
  return touchesSensitiveProduct(source, content) ? 'sensitive_category' : null
}

function touchesSensitiveProduct({ sensitiveCategories = [] }: Marks, content: Content): boolean {
  if (sensitiveCategories.length === 0) return false
  const marked = new Set(sensitiveCategories.map(plain))
  return categoriesOf(content).some((category) => levelsOf(category).some((level) => marked.has(level)))
}

/** By signals alone: a known child, a product that was marked on the day, or a GPP field of that class. */
export function sensitiveBySignals(
  captures: readonly Signals[],
  place: Pick<Jurisdiction, 'country' | 'region'>,
): boolean {
  return captures.some(({ subject, gpp }) => subject !== undefined || (gpp !== undefined && gppIsSensitive(gpp, place)))
}

function categoriesOf({ commerce, properties }: Content): string[] {
  const named = [properties.category, properties.category_id, properties.categoryId]
  const listed = (commerce?.products ?? []).map(({ category }) => category)
  return [...named, ...listed].filter((category) => typeof category === 'string')
}

/** `Health > Tests`: the whole, and each level of it. */
function levelsOf(category: string): string[] {
  return [category, ...category.split(/[>/|]/)].map(plain)
}

function plain(text: string): string {
  return text.trim().toLowerCase()
}

/** As the source marks products on the day: a reduced event keeps its signals and not its products. */
export function markSensitive(signals: Signals, source: Marks, content: Content): Signals {
  if (!touchesSensitiveProduct(source, content)) return signals
  return { ...signals, subject: { ...signals.subject, sensitiveProducts: true } }
}
