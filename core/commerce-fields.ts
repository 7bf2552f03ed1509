import type { Commerce, Product } from './event.ts'

/** Where senders put each field: Segment's names first, then GA4's, Meta's and camel case. The first that is there counts. */

type TextField = {
  [Field in keyof Commerce]: Commerce[Field] extends string | null ? Field : never
}[keyof Commerce]
type MoneyField = { [Field in keyof Commerce]: Commerce[Field] extends number | null ? Field : never }[keyof Commerce]

export const moneyFields = {
  total: ['total'],
  value: ['value', 'revenue', 'subtotal'],
  tax: ['tax'],
  shipping: ['shipping'],
  discount: ['discount'],
} satisfies Record<MoneyField, readonly string[]>

export const textFields = {
  orderId: ['order_id', 'orderId', 'transaction_id', 'transactionId'],
  currency: ['currency'],
  coupon: ['coupon'],
  affiliation: ['affiliation'],
  searchQuery: ['query', 'search_term', 'search_string'],
  listId: ['list_id', 'item_list_id'],
  listName: ['list_name', 'item_list_name', 'list'],
  shippingMethod: ['shipping_method', 'shipping_tier'],
  paymentMethod: ['payment_method', 'payment_type'],
} satisfies Record<TextField, readonly string[]>

export const productLists = ['products', 'items', 'contents'] as const

export const productTexts = {
  productId: ['product_id', 'productId', 'item_id', 'id'],
  sku: ['sku'],
  name: ['name', 'item_name', 'product_name', 'title'],
  brand: ['brand', 'item_brand'],
  category: ['category', 'item_category'],
  variant: ['variant', 'item_variant'],
  coupon: ['coupon'],
  url: ['url'],
} satisfies Partial<Record<keyof Product, readonly string[]>>

export const productNumbers = {
  price: ['price', 'item_price'],
  quantity: ['quantity'],
  position: ['position', 'index'],
} satisfies Partial<Record<keyof Product, readonly string[]>>
