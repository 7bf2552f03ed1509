import { lowered, machineText, withoutCharacters } from './clean-text.ts'
import type { Normalised } from './normalised.ts'

export interface Email {
  local: string
  domain: string
}

const maxLength = 254
const shape = /^[^\s@,;:<>()[\]"\\]+@(?:[\p{L}\p{N}\p{M}-]+\.)+\p{L}[\p{L}\p{N}\p{M}-]+$/u
const gmailDomains = new Set(['gmail.com', 'googlemail.com'])
const unparseable: Normalised = { absent: 'unparseable_email' }

/** Refuses inner whitespace, display names and lists instead of guessing which part was meant. */
export function parseEmail(raw: string): Email | null {
  const text = machineText(lowered(machineText(raw), 'NFKC'))
  if (text.length > maxLength || !shape.test(text)) return null
  const at = text.indexOf('@')
  return { local: text.slice(0, at), domain: text.slice(at + 1) }
}

/** Meta, TikTok, Pinterest, Snap, LinkedIn, X: trim, lower-case, nothing else (their `em` documentation). */
export function plainEmail(raw: string): Normalised {
  const email = parseEmail(raw)
  return email ? joined(email.local, email.domain) : unparseable
}

/** Google Ads and Data Manager (googleads/data-manager-node formatter): only gmail.com and googlemail.com lose `+suffix` and every dot. */
export function gmailEmail(raw: string): Normalised {
  const email = parseEmail(raw)
  if (!email) return unparseable
  return gmailDomains.has(email.domain)
    ? joined(withoutDots(withoutSuffix(email.local)), email.domain)
    : joined(email.local, email.domain)
}

/** GA4 user_data (collection/ga4/uid-data): every dot of gmail.com and googlemail.com goes, `+suffix` stays. */
export function gmailDotsEmail(raw: string): Normalised {
  const email = parseEmail(raw)
  if (!email) return unparseable
  return joined(gmailDomains.has(email.domain) ? withoutDots(email.local) : email.local, email.domain)
}

/** Microsoft UET CAPI and Reddit: `+alias` and every dot of the local part go on every domain. */
export function strippedEmail(raw: string): Normalised {
  const email = parseEmail(raw)
  return email ? joined(withoutDots(withoutSuffix(email.local)), email.domain) : unparseable
}

function joined(local: string, domain: string): Normalised {
  return local === '' ? unparseable : { text: `${local}@${domain}` }
}

function withoutSuffix(local: string): string {
  const plus = local.indexOf('+')
  return plus < 0 ? local : local.slice(0, plus)
}

function withoutDots(local: string): string {
  return withoutCharacters(local, /\./g)
}
