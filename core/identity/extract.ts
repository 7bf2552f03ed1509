import type { Json, JsonObject } from '../json.ts'
import { isJsonObject } from '../json.ts'
import type { RawIdentity } from './bundle.ts'
import { prehashedDigest } from './clean-text.ts'
import type { Container } from './containers.ts'
import { containerFor, ranks } from './containers.ts'
import type { Fragment, FragmentText } from './fragment.ts'
import { rawIdentityOf } from './fragment.ts'
import type { PersonField } from './person-fields.ts'
import { personFieldOf } from './person-fields.ts'

export interface IdentitySource {
  traits: JsonObject
  contextTraits: JsonObject
  properties: JsonObject
  /** After personal ids were replaced. */
  userId: string | null
  /** The traits of a group call describe a company: its name stays, nothing of it is the person's. */
  traitsAre?: 'person' | 'company'
}

export interface ExtractedIdentity {
  raw: RawIdentity
  /** context.traits with traits on top, without personal fields. */
  traits: JsonObject
  properties: JsonObject
}

/** Deeper than the parser lets in; what lies below is dropped, never kept unseen. */
const maxDepth = 32

/** Takes the person's raw fields out of an event. What remains holds no name, street, birth date, gender, city or postcode of a person; country and state may rest in plain and stay. */
export function extractIdentity(source: IdentitySource): ExtractedIdentity {
  const fragments: Fragment[] = []
  const ofTraits: Container =
    source.traitsAre === 'company'
      ? { standing: 'other', rank: ranks.traits, isClosed: true }
      : { standing: 'person', rank: ranks.traits }
  const traits = withoutPerson(source.traits, ofTraits, { fragments, depth: 0 })
  const ofContext: Container = { standing: 'person', rank: ranks.contextTraits }
  const contextTraits = withoutPerson(source.contextTraits, ofContext, { fragments, depth: 0 })
  const ofProperties: Container = { standing: 'event', rank: ranks.event }
  const properties = withoutPerson(source.properties, ofProperties, { fragments, depth: 0 })
  return {
    raw: rawIdentityOf(fragments, { externalId: source.userId, shipping: ranks.shipping }),
    traits: Object.fromEntries([...Object.entries(contextTraits), ...Object.entries(traits)]),
    properties,
  }
}

interface Walk {
  fragments: Fragment[]
  depth: number
}

function withoutPerson(object: JsonObject, container: Container, walk: Walk): JsonObject {
  const fragment: Fragment = { rank: container.rank, emails: [], phones: [], texts: {} }
  if (container.standing !== 'other') walk.fragments.push(fragment)
  const kept: [string, Json][] = []
  for (const [key, value] of Object.entries(object)) {
    const field = fieldIn(object, key, container)
    if (field !== null && taken(field, value, { container, fragment, walk, kept, key })) continue
    kept.push([key, below(key, value, container, walk)])
  }
  if (container.standing === 'event') forgetLoneState(fragment)
  return Object.fromEntries(kept)
}

function below(key: string, value: Json, parent: Container, walk: Walk): Json {
  if (typeof value !== 'object' || value === null) return value
  if (walk.depth >= maxDepth) return null
  return inside(value, containerFor(key, value, parent), { ...walk, depth: walk.depth + 1 })
}

function inside(value: Json, container: Container, walk: Walk): Json {
  if (isJsonObject(value)) return withoutPerson(value, container, walk)
  if (!Array.isArray(value)) return value
  if (walk.depth >= maxDepth) return null
  return value.map((item) => inside(item, container, { ...walk, depth: walk.depth + 1 }))
}

/** A product has a gender, too. */
function fieldIn(object: JsonObject, key: string, { standing }: Container): PersonField | null {
  const field = personFieldOf(key, standing)
  return field === 'gender' && standing === 'event' && looksLikeProduct(object) ? null : field
}

const productKey =
  /^(?:products?|items?|sku|price|category|brand|variant)(?:[_-]?id)?$|^line_?items$|^product_?(?:id|name)$/i

function looksLikeProduct(object: JsonObject): boolean {
  return Object.keys(object).some((key) => productKey.test(key))
}

interface Found {
  container: Container
  fragment: Fragment
  walk: Walk
  kept: [string, Json][]
  key: string
}

/** True = handled: the value was taken away, or kept with what it may keep. */
function taken(field: PersonField, value: Json, found: Found): boolean {
  switch (field) {
    case 'email':
    case 'maybeEmail':
      return takenInto(found.fragment.emails, value, { isOne: isEmailLike, strictly: field === 'maybeEmail' })
    case 'phone':
    case 'maybePhone':
      return takenInto(found.fragment.phones, value, { isOne: isPhoneLike, strictly: field === 'maybePhone' })
    case 'address':
      return takenAddress(value, found)
    case 'fullName':
      return takenName(value, found)
    case 'dropped':
      return isTold(value)
    case 'country':
    case 'countryCode':
    case 'state':
    case 'stateCode':
      noteText(found.fragment, field, value)
      return false
    case 'firstName':
    case 'lastName':
    case 'street':
    case 'houseNumber':
    case 'city':
    case 'postcode':
    case 'birthDate':
    case 'gender':
      return noteText(found.fragment, field, value)
  }
}

interface Contact {
  isOne(text: string): boolean
  /** The key alone does not say it: `mobile: "yes"`, `email_id: "spring-7"`. */
  strictly: boolean
}

/** Under a plain key any text counts, so that what cannot be read is dropped with a reason; numbers and objects must look right (`emails: 3`, `email: { subject }`). */
function takenInto(list: string[], value: Json, { isOne, strictly }: Contact): boolean {
  const texts = textsIn(value)
  const isAnyText = typeof value === 'string' && !strictly
  const found = isAnyText ? texts : texts.filter((text) => isOne(text) || prehashedDigest(text) !== null)
  list.push(...found)
  return found.length > 0
}

function isEmailLike(text: string): boolean {
  return /[@\uff20\ufe6b]/.test(text)
}

function isPhoneLike(text: string): boolean {
  return text.replace(/\P{Nd}/gu, '').length >= 5
}

/** An address is an object of its own, or one line of text. */
function takenAddress(value: Json, { container, walk, kept, key, fragment }: Found): boolean {
  if (typeof value !== 'object' || value === null) return noteText(fragment, 'street', value)
  if (Array.isArray(value) && value.every((line) => typeof line === 'string'))
    return noteText(fragment, 'street', value)
  kept.push([key, below(key, value, container, walk)])
  return true
}

function takenName(value: Json, found: Found): boolean {
  if (!isJsonObject(value)) return noteText(found.fragment, 'fullName', value)
  if (found.walk.depth >= maxDepth) return true
  const walk = { ...found.walk, depth: found.walk.depth + 1 }
  const rest = withoutPerson(value, { ...found.container, standing: 'name' }, walk)
  if (Object.keys(rest).length > 0) found.kept.push([found.key, rest])
  return true
}

function noteText(fragment: Fragment, field: FragmentText, value: Json): boolean {
  const text = textsIn(value)[0]
  if (text === undefined) return false
  fragment.texts[field] ??= text
  return true
}

function isTold(value: Json): boolean {
  return value !== null && value !== '' && typeof value !== 'boolean'
}

/** Texts and numbers of a value and of small lists and objects below it. */
function textsIn(value: Json, depth = 0): string[] {
  if (typeof value === 'number') return [String(value)]
  if (typeof value === 'string') return value.trim() === '' ? [] : [value]
  if (typeof value !== 'object' || value === null || depth >= 3) return []
  return Object.values(value).flatMap((inner: Json) => textsIn(inner, depth + 1))
}

/** `state: "completed"` of an order is no place; beside a city or postcode it is. */
function forgetLoneState({ texts }: Fragment): void {
  if (texts.city !== undefined || texts.postcode !== undefined || texts.street !== undefined) return
  delete texts.state
  delete texts.stateCode
}
