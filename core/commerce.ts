import { moneyFields, productLists, productNumbers, productTexts, textFields } from './commerce-fields.ts'
import type { Commerce, Product, StandardEvent } from './event.ts'
import type { JsonObject } from './json.ts'
import {
  amountIn,
  currencyIn,
  type FieldProblem,
  type Fields,
  fieldsOf,
  hasField,
  idIn,
  objectsIn,
  positionIn,
  textIn,
  unsignedMoneyIn,
} from './property-fields.ts'

export interface CommerceReading {
  commerce: Commerce | null
  /** Any of these rejects the event. */
  problems: FieldProblem[]
  warnings: FieldProblem[]
}

/**
 * Reads the commerce fields of an event's (scrubbed) properties. Nothing is guessed: `"12,50"` is no number.
 *
 * | Finding                                                             | Shop event | Other event |
 * |---------------------------------------------------------------------|------------|-------------|
 * | money that is no number or numeric text, negative, beyond 1e12      | rejected   | field null, warning |
 * | negative `discount` (shops differ in its sign)                      | positive, warning | same |
 * | currency that ISO 4217 does not have (`eur` is read as EUR)         | rejected   | field null, warning |
 * | products that are no list, a product that is no object              | rejected   | left out, warning |
 * | quantity that is no number, negative; no quantity = 1               | rejected   | left out, warning |
 * | order id that is no text or number, or a number beyond 2^53         | rejected   | field null, warning |
 * | other text or position of another type                              | field null, warning | same |
 * | purchase or refund without order id, value or currency              | warning    | –           |
 *
 * The last one is no rejection: analytics and webhooks can use it, and each vendor's own rule decides for that vendor.
 */
export function readCommerce(standard: StandardEvent | null, properties: JsonObject): CommerceReading {
  const fields = fieldsOf(properties, 'properties')
  const read = commerceFrom(fields, standard)
  const { problems, warnings } = fields
  if (!isShopEvent(standard)) {
    return { commerce: isEmpty(read) ? null : read, problems: [], warnings: [...problems, ...warnings] }
  }
  return { commerce: read, problems, warnings: [...warnings, ...missingIn(standard, read)] }
}

const notOfAShop: ReadonlySet<StandardEvent> = new Set(['page', 'lead', 'sign_up', 'login', 'subscribe'])

function isShopEvent(standard: StandardEvent | null): standard is StandardEvent {
  return standard !== null && !notOfAShop.has(standard)
}

function commerceFrom(fields: Fields, standard: StandardEvent | null): Commerce {
  return {
    orderId: idIn(fields, textFields.orderId),
    currency: currencyIn(fields, textFields.currency),
    total: amountIn(fields, moneyFields.total),
    value: amountIn(fields, moneyFields.value),
    tax: amountIn(fields, moneyFields.tax),
    shipping: amountIn(fields, moneyFields.shipping),
    discount: unsignedMoneyIn(fields, moneyFields.discount),
    coupon: textIn(fields, textFields.coupon),
    affiliation: textIn(fields, textFields.affiliation),
    searchQuery: standard === 'search' ? textIn(fields, textFields.searchQuery) : null,
    listId: textIn(fields, textFields.listId),
    listName: textIn(
      fields,
      standard === 'view_item_list' ? [...textFields.listName, 'category'] : textFields.listName,
    ),
    shippingMethod: textIn(fields, textFields.shippingMethod),
    paymentMethod: textIn(fields, textFields.paymentMethod),
    products: productsFrom(fields, standard),
  }
}

/** Segment puts a single product's fields beside the event's own. */
const ofOneProduct: ReadonlySet<StandardEvent> = new Set([
  'view_item',
  'add_to_cart',
  'remove_from_cart',
  'add_to_wishlist',
])

function productsFrom(fields: Fields, standard: StandardEvent | null): Product[] {
  const listed = objectsIn(fields, productLists)
  if (listed !== null) return listed.map(productFrom)
  const isOne = standard !== null && ofOneProduct.has(standard) && hasField(fields, [...productTexts.productId, 'sku'])
  return isOne ? [productFrom(fields)] : []
}

function productFrom(fields: Fields): Product {
  return {
    productId: idIn(fields, productTexts.productId),
    sku: idIn(fields, productTexts.sku),
    name: textIn(fields, productTexts.name),
    brand: textIn(fields, productTexts.brand),
    category: textIn(fields, productTexts.category),
    variant: textIn(fields, productTexts.variant),
    coupon: textIn(fields, productTexts.coupon),
    price: amountIn(fields, productNumbers.price),
    quantity: amountIn(fields, productNumbers.quantity, 'quantity') ?? 1,
    position: positionIn(fields, productNumbers.position),
    url: textIn(fields, productTexts.url),
  }
}

function isEmpty({ products, ...fields }: Commerce): boolean {
  return products.length === 0 && Object.values(fields).every((field) => field === null)
}

function missingIn(standard: StandardEvent, commerce: Commerce): FieldProblem[] {
  if (standard !== 'purchase' && standard !== 'refund') return []
  const hasValue = commerce.total !== null || commerce.value !== null
  const missing: FieldProblem[] = []
  if (commerce.orderId === null) missing.push(absent('order_id_missing', 'order_id'))
  if (!hasValue) missing.push(absent('value_missing', 'total'))
  if (commerce.currency === null) missing.push(absent('currency_missing', 'currency'))
  return missing
}

function absent(code: string, field: string): FieldProblem {
  return { code, path: `properties.${field}`, message: 'is missing: vendors that need it will not get this event' }
}
