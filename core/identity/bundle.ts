import type { Purpose } from '../purpose.ts'

/**
 * A variant = normalise by one vendor family's rule, then SHA-256 in lower-case hex. One hash does not serve all
 * vendors: each destination declares which it needs, ingest makes only those.
 */
export const variantNames = [
  'email.plain',
  'email.gmail',
  'email.gmail_dots',
  'email.stripped',
  'phone.digits',
  'phone.e164',
  'first_name.meta',
  'last_name.meta',
  'first_name.lower',
  'last_name.lower',
  'first_name.ga4',
  'last_name.ga4',
  'first_name.google',
  'last_name.google',
  'street.ga4',
  'street.lower',
  'city.meta',
  'state.meta',
  'state.two_letter',
  'postcode.meta',
  'postcode.lower',
  'postcode.digits',
  'country.lower',
  'gender.initial',
  'gender.initial_or_n',
  'birth_date.yyyymmdd',
  'external_id.plain',
] as const
export type VariantName = (typeof variantNames)[number]

/** Fields some vendors take in plain. Sealed with the delivery, gone when it is terminal. */
export const plainFieldNames = ['city', 'postcode', 'first_name', 'last_name', 'email', 'phone'] as const
export type PlainFieldName = (typeof plainFieldNames)[number]

/** Raw personal fields of one request, in memory only: never stored, logged or thrown. */
export interface RawIdentity {
  emails: string[]
  phones: string[]
  firstName: string | null
  lastName: string | null
  street: string | null
  city: string | null
  state: string | null
  postcode: string | null
  country: string | null
  birthDate: string | null
  gender: string | null
  /** The user id as the shop knows it, after personal ids were replaced. */
  externalId: string | null
}

export interface IdentityBundle {
  /** Lower-case hex SHA-256, several where the person has several (two e-mails). */
  variants: Partial<Record<VariantName, string[]>>
  /** Why a wanted variant is not there: `unparseable_phone`, `prehashed_other_rule`, `not_sent` … */
  absent: Partial<Record<VariantName, string>>
  plain: Partial<Record<PlainFieldName, string>>
}

/** A need is met only while every one of `purposes` is granted; empty = whenever the destination may receive at all. */
export interface IdentityNeed {
  variant: VariantName
  purposes: readonly Purpose[]
}
export interface PlainNeed {
  field: PlainFieldName
  purposes: readonly Purpose[]
  /** True for a raw e-mail or phone: needs the admin's switch on top (`settings.sendRaw`). */
  raw?: boolean
}
export interface NetworkNeed {
  field: 'ip' | 'userAgent'
  purposes: readonly Purpose[]
}

export const emptyBundle: IdentityBundle = { variants: {}, absent: {}, plain: {} }
