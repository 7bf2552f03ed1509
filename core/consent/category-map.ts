import type { SourceConfig } from '../config.ts'
import { type Purpose, purposes } from '../purpose.ts'

/** Default category map (consent.md 5.5): the purpose names themselves and the three words every CMP knows. */
const defaultMap: ReadonlyMap<string, readonly Purpose[]> = new Map<string, readonly Purpose[]>([
  ...purposes.map((purpose) => [purpose, [purpose]] as const),
  ['marketing', ['advertising', 'ad_personalization']],
  ['statistics', ['analytics']],
  ['preferences', ['functional']],
])

/** Null = nobody said what the category means. An entry of the source replaces the default one of the same name. */
export function purposesOfCategory(
  category: string,
  source: Pick<SourceConfig, 'categoryMap'>,
): readonly Purpose[] | null {
  if (Object.hasOwn(source.categoryMap, category)) return source.categoryMap[category] ?? null
  return defaultMap.get(category) ?? null
}
