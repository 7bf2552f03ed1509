import { machineText } from '../identity/clean-text.ts'
import { memoByText } from '../memo.ts'

const phoneWords = new Set([
  'phone',
  'phones',
  'telephone',
  'telephones',
  'tel',
  'telefon',
  'telefono',
  'mobile',
  'mobil',
  'cell',
  'cellphone',
  'handy',
  'msisdn',
  'fax',
  'whatsapp',
  'phonenumber',
  'phonenumbers',
  'telephonenumber',
  'telefonnummer',
  'mobilenumber',
  'mobilephone',
  'phoneno',
  'mobileno',
])
const notPhones = /(?:head|ear|micro|mega|xylo|saxo|i|smart)phones?$/
/** Words behind the one that names the phone: `phone_number`, `phoneHome`, `mobile2`. */
const phoneQualifiers = new Set([
  'number',
  'numbers',
  'no',
  'nr',
  'num',
  'e164',
  'raw',
  'value',
  'formatted',
  'national',
  'international',
  'full',
  'home',
  'work',
  'office',
  'private',
  'business',
  'primary',
  'secondary',
  'main',
  'other',
])
const identifierWords = new Set(
  `id ids uid uuid sku ean gtin upc isbn mpn asin barcode code codes number numbers no nr ref reference token key hash
  order invoice transaction tracking serial price amount total value revenue tax quantity date time at timestamp version
  cart checkout session`.split(/\s+/),
)

/** A key whose value is a phone however it is written: `phone`, `phone_number`, `ownerMobile`, `customer[tel]`. */
export const namesPhone = memoByText((key): boolean => {
  const words = wordsOf(key)
  while (words.length > 0 && isQualifier(words.at(-1) ?? '')) words.pop()
  const last = (words.at(-1) ?? '').replace(/\d+$/, '')
  return phoneWords.has(last) || (/(?:phone|telefon)s?$/.test(last) && !notPhones.test(last))
})

/** Below a key that names a phone: `phone: { number, value }`. */
export const qualifiesPhone = memoByText((key): boolean => {
  const words = wordsOf(key)
  return words.length > 0 && words.every(isQualifier)
})

/** A key whose value is an id, a code, money or a time: digits with a leading 00 are no phone there. */
export const namesIdentifier = memoByText(
  (key): boolean => !namesPhone(key) && identifierWords.has(wordsOf(key).at(-1) ?? ''),
)

function isQualifier(word: string): boolean {
  return phoneQualifiers.has(word) || /^\d{1,3}$/.test(word)
}

function wordsOf(key: string): string[] {
  return machineText(key.slice(0, 128))
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
