import type { RawIdentity } from '../../core/identity/bundle.ts'

export function aRawIdentity(overrides: Partial<RawIdentity> = {}): RawIdentity {
  return {
    emails: [],
    phones: [],
    firstName: null,
    lastName: null,
    street: null,
    city: null,
    state: null,
    postcode: null,
    country: null,
    birthDate: null,
    gender: null,
    externalId: null,
    ...overrides,
  }
}
