import { isJsonObject } from '../json.ts'
import type { Purpose } from '../purpose.ts'
import type { ShopifyConsent, ShopifyField, ShopifyValue, Signals } from '../signals.ts'
import { type ConsentWarning, defineSignal, type Said, type SignalContext } from './signal.ts'

type Shopify = NonNullable<Signals['shopify']>

/** Its row of consent.md 5.5. The fields are Shopify's own and fixed: a source's category map does not rename them. */
const row: Readonly<Record<ShopifyField, readonly Purpose[]>> = {
  analytics: ['analytics'],
  marketing: ['advertising', 'ad_personalization'],
  preferences: ['personalization', 'functional'],
  saleOfData: ['sale_or_sharing'],
}
const fields = Object.keys(row) as ShopifyField[]

/** As the Storefront API and `currentVisitorConsent()` name them. */
const choiceNames: Readonly<Record<ShopifyField, readonly string[]>> = {
  analytics: ['analytics'],
  marketing: ['marketing'],
  preferences: ['preferences'],
  saleOfData: ['saleOfData', 'sale_of_data'],
}

/** As `visitorConsentCollected` and Hydrogen name them. */
const allowedNames: Readonly<Record<ShopifyField, readonly string[]>> = {
  analytics: ['analyticsProcessingAllowed', 'analyticsAllowed'],
  marketing: ['marketingAllowed', 'thirdPartyMarketingAllowed'],
  preferences: ['preferencesProcessingAllowed', 'preferencesAllowed'],
  saleOfData: ['saleOfDataAllowed'],
}

/** Shopify says true and false, `yes`, `no` and an empty text, or null: not expressed. */
const values = new Map<unknown, ShopifyValue>([
  [true, 'granted'],
  ['yes', 'granted'],
  [false, 'denied'],
  ['no', 'denied'],
  [null, 'unset'],
  ['', 'unset'],
])

/** `context.shopify.customerPrivacy` and `context.customerPrivacy`, read together: of two that differ the stricter counts. */
export function captureShopify(context: Record<string, unknown>): Shopify | undefined {
  const { shopify, customerPrivacy } = context
  const nested =
    isJsonObject(shopify) && Object.hasOwn(shopify, 'customerPrivacy') ? shopify.customerPrivacy : undefined
  const sent = [nested, customerPrivacy].filter((place) => place !== undefined && place !== null)
  if (sent.length === 0) return undefined
  if (!sent.every(isJsonObject)) return 'invalid'
  const choice = captureFields(sent, choiceNames)
  const allowed = captureFields(sent, allowedNames)
  return Object.keys(choice).length + Object.keys(allowed).length === 0 ? undefined : { choice, allowed }
}

type Fields = ShopifyConsent['choice']

function captureFields(sent: Record<string, unknown>[], names: typeof choiceNames): Fields {
  const found = fields.flatMap((field) => {
    const held = sent.flatMap((place) =>
      names[field].filter((name) => Object.hasOwn(place, name)).map((name) => place[name]),
    )
    return held.length === 0 ? [] : [[field, strictest(held.map((value) => values.get(value) ?? 'invalid'))] as const]
  })
  return Object.fromEntries(found)
}

const strictestFirst = ['invalid', 'denied', 'unset', 'granted'] as const

function strictest(held: ShopifyValue[]): ShopifyValue {
  return strictestFirst.find((value) => held.includes(value)) ?? 'invalid'
}

export const shopifySignal = defineSignal<Shopify>({
  name: 'shopify',
  read: ({ shopify }) => shopify,
  validity: [{ reason: 'invalid_signal', broken: (consent) => !isJsonObject(consent) }],
  speaksOf: Object.values(row).flat(),
  chosenAt: () => null,
  say: (consent, context) => (consent === 'invalid' ? [] : [...sayChoice(consent, context), ...sayAllowed(consent)]),
  warn,
})

function sayChoice({ choice }: ShopifyConsent, { source }: SignalContext): Said[] {
  const isPresent = Object.keys(choice).length > 0
  const said = fields.flatMap((field) => sayAll(field, meanings[choice[field] ?? 'unset']))
  if (!isPresent || source.absentMeans !== 'denied') return said
  const missing = fields.filter((field) => choice[field] === undefined)
  return [...said, ...missing.flatMap((field) => sayAll(field, { value: 'denied', reason: 'category_absent' }))]
}

const meanings: Readonly<Record<ShopifyValue, Pick<Said, 'value' | 'reason'> | null>> = {
  granted: { value: 'granted', reason: 'category_granted' },
  denied: { value: 'denied', reason: 'category_denied' },
  unset: null,
  invalid: { value: 'denied', reason: 'invalid_signal' },
}

/**
 * `*Allowed` is the merchant's settings, the region and the choice in one: true may mean that nobody was asked, so it is
 * never a grant; false is Shopify saying "do not", whatever the cause.
 */
function sayAllowed({ allowed }: ShopifyConsent): Said[] {
  return fields.flatMap((field) => {
    if (allowed[field] === 'denied') return sayAll(field, { value: 'denied', reason: 'shopify_not_allowed' })
    return allowed[field] === 'invalid' ? sayAll(field, meanings.invalid) : []
  })
}

function sayAll(field: ShopifyField, meaning: Pick<Said, 'value' | 'reason'> | null): Said[] {
  return meaning === null ? [] : row[field].map((purpose) => ({ purpose, ...meaning }))
}

const path = 'context.shopify.customerPrivacy'

function warn(consent: Shopify): ConsentWarning[] {
  if (consent === 'invalid') {
    return [{ code: 'invalid_consent', path, message: 'is no object of choices: read as a refusal' }]
  }
  const invalid = fields.filter((field) => consent.choice[field] === 'invalid' || consent.allowed[field] === 'invalid')
  return invalid.map((field) => ({
    code: 'invalid_category',
    path: `${path}.${field}`,
    message: 'is none of true, false and null: read as a refusal',
  }))
}
