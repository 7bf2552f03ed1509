import { sha256Hex } from '../core/seal.ts'

/** The record shows that the right credential came, and holds none: a dump of it is harmless. */
export function maskedValue(value: string): string {
  return `sha256:${sha256Hex(value).slice(0, 8)}`
}

const secretName = /authorization|cookie|token|secret|password|passwd|api[-_]?key|writekey/i

export function maskedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers)
  return Object.fromEntries(entries.map(([name, value]) => [name, secretName.test(name) ? maskedHeader(value) : value]))
}

/** `Bearer abc` → `Bearer sha256:…`: the scheme is no secret and worth seeing. */
function maskedHeader(value: string): string {
  const [, scheme, secret] = /^([A-Za-z-]{1,30})\s+(\S.*)$/.exec(value) ?? []
  return scheme === undefined || secret === undefined ? maskedValue(value) : `${scheme} ${maskedValue(secret)}`
}

export function maskedTarget(target: string): string {
  const cut = target.indexOf('?')
  if (cut < 0) return target
  const parts = target.slice(cut + 1).split('&')
  return `${target.slice(0, cut)}?${parts.map(maskedParameter).join('&')}`
}

function maskedParameter(part: string): string {
  const cut = part.indexOf('=')
  if (cut < 0 || !isSecretParameter(part.slice(0, cut))) return part
  const [value] = new URLSearchParams(part).values()
  return `${part.slice(0, cut)}=${maskedValue(value ?? '')}`
}

/** The name is read as the vendor reads it: `access%5Ftoken` is `access_token`. */
function isSecretParameter(name: string): boolean {
  const [decoded] = new URLSearchParams(`${name}=`).keys()
  return secretName.test(decoded ?? name)
}

/** Only the fields a vendor takes credentials in: anything else in a body is the event and stays as it came. */
export function maskedBody(raw: string, fields: readonly string[]): string {
  if (fields.length === 0) return raw
  const pattern = new RegExp(`("(?:${fields.join('|')})"\\s*:\\s*)"((?:[^"\\\\]|\\\\.){0,8192})"`, 'g')
  return maskedForm(raw, fields).replace(
    pattern,
    (_all, before: string, value: string) => `${before}"${maskedValue(value)}"`,
  )
}

/** Token endpoints take forms. */
function maskedForm(raw: string, fields: readonly string[]): string {
  const pattern = new RegExp(`((?:^|&)(?:${fields.join('|')})=)([^&]{0,8192})`, 'g')
  return raw.replace(pattern, (_all, before: string, value: string) => `${before}${maskedValue(value)}`)
}
