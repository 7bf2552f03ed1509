import type { Json, JsonObject } from '../json.ts'
import { isJsonObject } from '../json.ts'
import type { Standing } from './person-fields.ts'
import { compactKey, personFieldOf } from './person-fields.ts'

/** Whose fields win when several objects name the person: the smaller rank. */
export interface Container {
  standing: Standing
  rank: number
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
  const kind = parent.standing === 'other' ? undefined : kindByKey.get(compactKey(key))
  return kind === undefined ? other : containerOf(kind, value, parent)
}

function containerOf(kind: Kind, value: Json, parent: Container): Container {
  switch (kind) {
    case 'event':
      return parent.standing === 'event' ? parent : other
    case 'customer':
      return { standing: 'person', rank: Math.max(parent.rank, ranks.customer) }
    case 'address':
      return { standing: 'address', rank: parent.rank }
    case 'billing':
      return addressed(value) ? { standing: 'address', rank: Math.max(parent.rank, ranks.billing) } : other
    case 'shipping':
      return addressed(value) ? { standing: 'address', rank: Math.max(parent.rank, ranks.shipping) } : other
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
