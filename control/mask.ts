import { isJsonObject, type Json, type JsonObject } from '../core/json.ts'
import { sha256Hex } from '../core/seal.ts'

const secretName = /secret|token|password|passwd|credential|authorization|api_?key|private_?key|signature/i

/**
 * For audit rows and diffs. A sealed value is named by a digest of its ciphertext: a change shows, the secret does not.
 * Settings hold no secrets by contract; names that look like one and URL queries are masked all the same.
 */
export function maskSecrets(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, maskField(name, value)]))
}

export function fingerprint(sealed: string): string {
  return `sealed:${sha256Hex(sealed).slice(0, 8)}`
}

function maskField(name: string, value: Json): Json {
  if (name === 'credentialsSealed') return typeof value === 'string' ? fingerprint(value) : null
  if (secretName.test(name) && value !== null) return '***'
  return maskValue(value)
}

function maskValue(value: Json): Json {
  if (typeof value === 'string') return maskUrl(value)
  if (Array.isArray(value)) return value.map(maskValue)
  return isJsonObject(value) ? maskSecrets(value) : value
}

function maskUrl(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return text
  const url = new URL(text)
  const isBare = url.username === '' && url.password === '' && url.search === ''
  if (isBare) return text
  if (url.username !== '') url.username = '***'
  if (url.password !== '') url.password = '***'
  for (const name of [...url.searchParams.keys()]) url.searchParams.set(name, '***')
  return url.href
}
