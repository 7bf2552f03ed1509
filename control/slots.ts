import { invalid } from './parse-input.ts'

interface Named {
  id: string
  slug: string
}

/** Which part of the document an input speaks of: by id, else by slug, else a new one. */
export function slotFor<Part extends Named>(
  parts: readonly Part[],
  wanted: { id?: string | undefined; slug: string },
  newId: () => string,
): { id: string; existing: Part | null } {
  const byId = parts.find((part) => part.id === wanted.id)
  const bySlug = parts.find((part) => part.slug === wanted.slug)
  if (wanted.id !== undefined && bySlug !== undefined && bySlug.id !== wanted.id) {
    throw invalid(['slug'], `${wanted.slug} is taken by another id`)
  }
  const existing = byId ?? bySlug ?? null
  return { existing, id: existing?.id ?? wanted.id ?? newId() }
}

/** Replaces in place, so that the order of a document never changes by saving. */
export function withPart<Part extends { id: string }>(parts: readonly Part[], part: Part): Part[] {
  const isKnown = parts.some((other) => other.id === part.id)
  return isKnown ? parts.map((other) => (other.id === part.id ? part : other)) : [...parts, part]
}

export function withoutPart<Part extends { id: string }>(parts: readonly Part[], id: string): Part[] {
  return parts.filter((part) => part.id !== id)
}

export function partBySlug<Part extends Named>(parts: readonly Part[], slug: string, path: string): Part {
  const part = parts.find((other) => other.slug === slug)
  if (part === undefined) throw invalid([path], `there is no ${path} ${slug}`)
  return part
}

/** By id or slug. */
export function partNamed<Part extends Named>(parts: readonly Part[], named: string, path: string): Part {
  return parts.find(({ id }) => id === named.toLowerCase()) ?? partBySlug(parts, named, path)
}
