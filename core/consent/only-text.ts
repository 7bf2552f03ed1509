/**
 * One text out of several places a shop may have put it. Null and empty are nothing. Answers null for two that differ and
 * for what is no text: doubt is a refusal.
 */
export function onlyText(found: readonly unknown[]): string | null | undefined {
  const present = [...new Set(found.filter((value) => value !== undefined && value !== null && value !== ''))]
  if (present.length === 0) return undefined
  const [text] = present
  return present.length === 1 && typeof text === 'string' ? text : null
}
