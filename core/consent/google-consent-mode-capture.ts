import { isJsonObject, type JsonObject } from '../json.ts'
import type { Signals } from '../signals.ts'
import { consentModeTypes, gcdShape, gcsShape } from './google-consent-mode-strings.ts'

export type ConsentMode = NonNullable<Signals['consentMode']>
type Fields = NonNullable<ConsentMode['fields']>
type FieldValue = 'granted' | 'denied' | 'invalid'

export const consentModeKeys = ['consentMode', 'google_consent', 'gcs', 'gcd'] as const

/** The types as an object in one of two places, or in both, and the two strings of Google's own hits. */
export function captureConsentMode(context: JsonObject): ConsentMode | undefined {
  const fields = mergeFields([context.consentMode, context.google_consent].flatMap(captureFields))
  const captured = {
    ...(fields === null ? {} : { fields }),
    ...captureText('gcs', context.gcs, gcsShape),
    ...captureText('gcd', context.gcd, gcdShape),
  }
  return Object.keys(captured).length === 0 ? undefined : captured
}

function captureFields(sent: unknown): Fields[] {
  if (sent === undefined) return []
  if (!isJsonObject(sent)) return ['invalid']
  const types = consentModeTypes.filter((type) => Object.hasOwn(sent, type))
  return [Object.fromEntries(types.map((type) => [type, readValue(sent[type])]))]
}

/** Lower case as gtag writes them, upper case as Google's server APIs do. */
function readValue(sent: unknown): FieldValue {
  if (sent === 'granted' || sent === 'GRANTED') return 'granted'
  return sent === 'denied' || sent === 'DENIED' ? 'denied' : 'invalid'
}

/** Two places that differ: what says less counts. */
function mergeFields(places: Fields[]): Fields | null {
  if (places.includes('invalid')) return 'invalid'
  const [first, second] = places as Exclude<Fields, 'invalid'>[]
  if (first === undefined) return null
  if (second === undefined) return first
  const types = consentModeTypes.filter((type) => Object.hasOwn(first, type) || Object.hasOwn(second, type))
  return Object.fromEntries(types.map((type) => [type, lowerOf(first[type], second[type])]))
}

function lowerOf(one: FieldValue | undefined, other: FieldValue | undefined): FieldValue {
  return ranked.find((value) => value === one || value === other) ?? 'invalid'
}

const ranked: readonly FieldValue[] = ['invalid', 'denied', 'granted']

function captureText(name: 'gcs' | 'gcd', sent: unknown, shape: RegExp): Partial<Record<'gcs' | 'gcd', string>> {
  if (sent === undefined) return {}
  return { [name]: typeof sent === 'string' && shape.test(sent) ? sent : 'invalid' }
}
