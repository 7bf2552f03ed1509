const warnDaysBefore = 60
const dayMs = 86_400_000

/** Whole days until the vendor turns our API version off, once that is near; negative = it is off. Null = not soon, or not known. */
export function daysToEndOfLife({ endOfLife }: { endOfLife: string | null }, now: Date): number | null {
  if (endOfLife === null) return null
  const days = Math.ceil((Date.parse(endOfLife) - now.getTime()) / dayMs)
  return days <= warnDaysBefore ? days : null
}
