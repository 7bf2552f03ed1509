import { sha256Hex } from '../seal.ts'
import type { IdentityBundle, PlainFieldName, RawIdentity, VariantName } from './bundle.ts'
import { humanText, prehashedDigest } from './clean-text.ts'
import { plainEmail } from './email.ts'
import type { Normalised } from './normalised.ts'
import { e164Phone } from './phone.ts'
import type { VariantContext, VariantRule } from './variant-rules.ts'
import { variantRules } from './variant-rules.ts'

export interface IdentityRequest {
  raw: RawIdentity
  variants: Iterable<VariantName>
  plain: Iterable<PlainFieldName>
  phoneCountry: string | null
}

/** Exactly the wanted variants and plain fields, each with its digests or the reason why it is absent. No raw value leaves but the wanted plain ones. */
export function makeIdentity(request: IdentityRequest): IdentityBundle {
  const { raw, phoneCountry } = request
  const bundle: IdentityBundle = { variants: {}, absent: {}, plain: {} }
  const context = { country: raw.country, phoneCountry }
  for (const name of request.variants) addVariant(bundle, name, digestsFor(variantRules[name], raw, context))
  for (const field of request.plain) addPlain(bundle, field, plainValue(field, request))
  return bundle
}

/** What a person is found by (core/ids.ts subjectKeyFor); a digest names nobody here, so it gives none. */
export function subjectIdentifiers(
  raw: RawIdentity,
  phoneCountry: string | null,
): { emails: string[]; phones: string[] } {
  return {
    emails: distinctTexts(raw.emails, plainEmail),
    phones: distinctTexts(raw.phones, (phone) => e164Phone(phone, phoneCountry)),
  }
}

type Digests = { digests: string[] } | { absent: string }

function digestsFor(rule: VariantRule, raw: RawIdentity, context: VariantContext): Digests {
  const sent = rule.values(raw).filter((value): value is string => value !== null && value.trim() !== '')
  const results = sent.map((value) => digestOf(rule, value, context))
  const digests = new Set(results.flatMap((result) => ('digest' in result ? [result.digest] : [])))
  if (digests.size > 0) return { digests: [...digests] }
  const refused = results.find((result) => 'absent' in result)
  return refused ?? { absent: 'not_sent' }
}

function digestOf(rule: VariantRule, value: string, context: VariantContext): { digest: string } | { absent: string } {
  const sentDigest = rule.digest === 'is_value' ? null : prehashedDigest(value)
  if (sentDigest !== null) return rule.digest === 'passes' ? { digest: sentDigest } : { absent: 'prehashed_other_rule' }
  const normalised = rule.normalise(value, context)
  return 'text' in normalised ? { digest: sha256Hex(normalised.text) } : normalised
}

function addVariant(bundle: IdentityBundle, name: VariantName, result: Digests): void {
  if ('digests' in result) bundle.variants[name] = result.digests
  else bundle.absent[name] = result.absent
}

function addPlain(bundle: IdentityBundle, field: PlainFieldName, value: string | null): void {
  if (value !== null && value !== '') bundle.plain[field] = value
}

function plainValue(field: PlainFieldName, { raw, phoneCountry }: IdentityRequest): string | null {
  switch (field) {
    case 'email':
      return subjectIdentifiers(raw, phoneCountry).emails[0] ?? null
    case 'phone':
      return subjectIdentifiers(raw, phoneCountry).phones[0] ?? null
    case 'city':
      return readable(raw.city)
    case 'postcode':
      return readable(raw.postcode)
    case 'first_name':
      return readable(raw.firstName)
    case 'last_name':
      return readable(raw.lastName)
  }
}

/** A digest in a field that a vendor reads in plain would be taken for a name. */
function readable(value: string | null): string | null {
  return value === null || prehashedDigest(value) !== null ? null : humanText(value)
}

function distinctTexts(values: readonly string[], normalise: (value: string) => Normalised): string[] {
  const texts = values.map(normalise).flatMap((result) => ('text' in result ? [result.text] : []))
  return [...new Set(texts)]
}
