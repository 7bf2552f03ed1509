import type { Json, JsonObject } from '../json.ts'
import { isJsonObject } from '../json.ts'
import type { Standing } from './person-fields.ts'
import { compactKey, personFieldOf } from './person-fields.ts'

/** Whose fields win when several objects name the person: the smaller rank. */
export interface Container {
  standing: Standing
  rank: number
  /** Nothing below is the person's, whatever it is called: a company's traits. */
  isClosed?: true
}

export const ranks = { traits: 0, contextTraits: 1, event: 2, customer: 3, billing: 4, shipping: 5 } as const

type Kind = 'event' | 'customer' | 'address' | 'billing' | 'shipping'

const keysByKind: Record<Kind, string> = {
  event: 'order checkout cart transaction purchase form formdata fields payload data',
  customer: `customer user buyer contact person profile client guest member subscriber lead userdata usertraits
    userproperties traits customerdata customerinfo contactinfo personaldata personalinfo patient visitor`,
  address: `address addresses defaultaddress homeaddress postaladdress mailingaddress primaryaddress contactaddress
    customeraddress useraddress`,
  billing: 'billing billingaddress billingdetails billinginfo billingcontact billto invoiceaddress payer',
  shipping: 'shipping shippingaddress shippingdetails shippinginfo shippingcontact shipto delivery deliveryaddress',
}
const kindByKey = new Map(
  (Object.entries(keysByKind) as [Kind, string][]).flatMap(([kind, keys]) =>
    keys.split(/\s+/).map((key): [string, Kind] => [key, kind]),
  ),
)
const other: Container = { standing: 'other', rank: Number.MAX_SAFE_INTEGER }

/** What an object below `parent` may hold. Unknown objects are somebody else's: a shop, a product, a gift's recipient. */
export function containerFor(key: string, value: Json, parent: Container): Container {
  if (parent.isClosed) return parent
  const kind = kindByKey.get(compactKey(key))
  return kind === undefined ? other : containerOf(kind, { key, value, parent })
}

/** Keys that mean this order's person wherever they stand; a `user` or `address` below a review or a shop does not. */
const anywhere = /^(?:customer|buyer|billing|shipping)/

function containerOf(kind: Kind, { key, value, parent }: { key: string; value: Json; parent: Container }): Container {
  const isOthers = parent.standing === 'other' && !anywhere.test(compactKey(key))
  if (isOthers) return other
  const rank = parent.standing === 'other' ? 0 : parent.rank
  switch (kind) {
    case 'event':
      return { standing: 'event', rank: Math.max(rank, ranks.event) }
    case 'customer':
      return { standing: 'person', rank: Math.max(rank, ranks.customer) }
    case 'address':
      return { standing: 'address', rank: Math.max(rank, ranks.customer) }
    case 'billing':
      return addressed(value) ? { standing: 'address', rank: Math.max(rank, ranks.billing) } : other
    case 'shipping':
      return addressed(value) ? { standing: 'address', rank: Math.max(rank, ranks.shipping) } : other
  }
}

/** `shipping: { method, price, name }` is a way of sending, no address. */
function addressed(value: Json): boolean {
  const objects = Array.isArray(value) ? value : [value]
  return objects.filter(isJsonObject).some(namesPlace)
}

const tellingFields = new Set<unknown>([
  'street',
  'address',
  'city',
  'postcode',
  'firstName',
  'lastName',
  'email',
  'phone',
])

function namesPlace(object: JsonObject): boolean {
  return Object.keys(object).some((key) => tellingFields.has(personFieldOf(key, 'address')))
}
