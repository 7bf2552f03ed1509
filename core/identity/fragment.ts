import type { RawIdentity } from './bundle.ts'

/** What one object said of the person. Names and addresses are taken from one object each, never mixed of two. */
export interface Fragment {
  rank: number
  emails: string[]
  phones: string[]
  texts: Partial<Record<FragmentText, string>>
}

export type FragmentText =
  | 'firstName'
  | 'lastName'
  | 'fullName'
  | 'street'
  | 'houseNumber'
  | 'city'
  | 'state'
  | 'stateCode'
  | 'postcode'
  | 'country'
  | 'countryCode'
  | 'birthDate'
  | 'gender'

/** More than a person has; an event cannot make us hash thousands. */
const maxPerKind = 10

export function rawIdentityOf(
  unordered: readonly Fragment[],
  ranks: { externalId: string | null; shipping: number },
): RawIdentity {
  const fragments = unordered.toSorted((a, b) => a.rank - b.rank)
  // A shipping contact is often somebody else: asked only when nobody else is named.
  const own = fragments.filter((fragment) => fragment.rank < ranks.shipping)
  const name = nameIn(fragments)
  return {
    emails: listed(own, fragments, (fragment) => fragment.emails),
    phones: listed(own, fragments, (fragment) => fragment.phones),
    ...name,
    ...addressIn(fragments),
    birthDate: firstText(fragments, 'birthDate'),
    gender: firstText(fragments, 'gender'),
    externalId: ranks.externalId,
  }
}

function listed(own: Fragment[], all: Fragment[], read: (fragment: Fragment) => string[]): string[] {
  const values = own.flatMap(read)
  return [...new Set(values.length > 0 ? values : all.flatMap(read))].slice(0, maxPerKind)
}

function nameIn(fragments: Fragment[]): { firstName: string | null; lastName: string | null } {
  const named = fragments.find(({ texts }) => texts.firstName ?? texts.lastName)
  if (named) return { firstName: named.texts.firstName ?? null, lastName: named.texts.lastName ?? null }
  const full = firstText(fragments, 'fullName')
  return full === null ? { firstName: null, lastName: null } : splitName(full)
}

/** Words before a family name that belong to it (`van Beethoven`). */
const particles = new Set('van von der den de del della di da dos du la le ten ter zu zur'.split(' '))

/** First word and last word; what stands between is no vendor's. One word is a first name. */
function splitName(full: string): { firstName: string | null; lastName: string | null } {
  const [before = '', after] = full.split(',', 2)
  if (after !== undefined && after.trim() !== '') return { firstName: after.trim(), lastName: before.trim() || null }
  const words = before.trim().split(/\s+/)
  if (words.length < 2) return { firstName: words[0] || null, lastName: null }
  let start = words.length - 1
  while (start > 1 && particles.has((words[start - 1] ?? '').toLowerCase())) start--
  return { firstName: words[0] ?? null, lastName: words.slice(start).join(' ') }
}

function addressIn(fragments: Fragment[]): Pick<RawIdentity, 'street' | 'city' | 'state' | 'postcode' | 'country'> {
  const located =
    fragments.find(({ texts }) => texts.street ?? texts.city ?? texts.postcode) ??
    fragments.find(({ texts }) => texts.countryCode ?? texts.country)
  const texts = located?.texts ?? {}
  const street = [texts.street, texts.houseNumber].filter((part) => part !== undefined)
  return {
    street: texts.street === undefined ? null : street.join(' '),
    city: texts.city ?? null,
    state: texts.stateCode ?? texts.state ?? null,
    postcode: texts.postcode ?? null,
    country: texts.countryCode ?? texts.country ?? null,
  }
}

function firstText(fragments: Fragment[], field: FragmentText): string | null {
  return fragments.find(({ texts }) => texts[field] !== undefined)?.texts[field] ?? null
}
