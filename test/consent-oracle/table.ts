import type { Purpose } from '../../core/purpose.ts'

/** consent.md 5.5, cell by cell. `a & b`: all of them. A purpose without a cell is a `–`: no statement. */
type Row = Partial<Record<Purpose, string>>

export const table = {
  consentMode: {
    analytics: 'analytics_storage',
    advertising: 'ad_storage & ad_user_data',
    ad_personalization: 'ad_personalization',
    personalization: 'personalization_storage',
    functional: 'functionality_storage',
  },
  tcf: {
    analytics: '1 & measured',
    advertising: '1 & 2 & 7',
    ad_personalization: '3 & 4',
    personalization: '5 & 6',
  },
  shopify: {
    analytics: 'analytics',
    advertising: 'marketing',
    ad_personalization: 'marketing',
    personalization: 'preferences',
    functional: 'preferences',
    sale_or_sharing: 'saleOfData',
  },
  onetrust: {
    analytics: 'C0002',
    advertising: 'C0004',
    ad_personalization: 'C0004',
    personalization: 'C0003',
    functional: 'C0003',
  },
  cookiebot: {
    analytics: 'statistics',
    advertising: 'marketing',
    ad_personalization: 'marketing',
    personalization: 'preferences',
    functional: 'preferences',
  },
  // Not in 5.5; ADR 0020.
  usercentrics: { advertising: 'marketing', ad_personalization: 'marketing', functional: 'functional' },
} as const satisfies Record<string, Row>

export const words: Record<string, readonly Purpose[]> = {
  analytics: ['analytics'],
  advertising: ['advertising'],
  ad_personalization: ['ad_personalization'],
  personalization: ['personalization'],
  functional: ['functional'],
  sale_or_sharing: ['sale_or_sharing'],
  marketing: ['advertising', 'ad_personalization'],
  statistics: ['analytics'],
  preferences: ['functional'],
}

export const gcd: Record<string, 'unset' | 'denied' | 'default' | 'granted'> = {
  l: 'unset',
  p: 'denied',
  q: 'denied',
  r: 'granted',
  t: 'default',
  u: 'denied',
  v: 'granted',
  m: 'denied',
  n: 'granted',
}

export const gppStateSections: Record<number, string> = {
  8: 'CA',
  9: 'VA',
  10: 'CO',
  11: 'UT',
  12: 'CT',
  13: 'FL',
  14: 'MT',
  15: 'OR',
  16: 'TX',
  17: 'DE',
  18: 'IA',
  19: 'NE',
  20: 'NH',
  21: 'NJ',
  22: 'TN',
  23: 'MN',
  24: 'MD',
  25: 'IN',
  26: 'KY',
  27: 'RI',
}
