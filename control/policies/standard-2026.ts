import { purposes } from '../../core/purpose.ts'
import type { PolicyTemplate } from './template.ts'

const euAndEea = [
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU'],
  ...['LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'IS', 'LI', 'NO'],
]

const reviewedOn = '2026-11-24'

/** A starting point that a person reads and adopts. Not legal advice. */
export const standard2026: PolicyTemplate = {
  title: 'Standard 2026: ask first in Europe, the UK, Switzerland, Brazil, Canada and wherever else; opt-out in the US',
  lines: [
    {
      rule: { countries: euAndEea, regime: 'opt_in', defaultGrants: [] },
      reviewedOn,
      reviewBy: '2027-06-30',
      source: 'Working assumption: EU and EEA opt-in; a default grant or an implied one is not consent there.',
    },
    {
      rule: { countries: ['GB'], regime: 'opt_in', defaultGrants: [] },
      reviewedOn,
      reviewBy: '2027-06-30',
      source: 'Working assumption: UK opt-in as in the EU. Its exemption for statistics is a switch, off by default.',
    },
    {
      rule: { countries: ['CH', 'BR'], regime: 'opt_in', defaultGrants: [] },
      reviewedOn,
      reviewBy: '2027-06-30',
      source: 'Working assumption: Switzerland and Brazil are held to the same as the EU.',
    },
    {
      rule: { countries: ['CA'], regime: 'opt_in', defaultGrants: [] },
      reviewedOn,
      reviewBy: '2027-06-30',
      source:
        'Working assumption: Canada opt-in for ads; analytics is held to the same until somebody decides otherwise.',
    },
    {
      rule: { countries: ['US'], regime: 'opt_out', defaultGrants: [...purposes] },
      reviewedOn,
      reviewBy: '2027-01-31',
      source:
        'Working assumption: US opt-out; GPC, GPP, USP and a denied sale_or_sharing are refusals; minors and sensitive or health products never go to ads. California widens browser signals from January 2027 (AB 566).',
    },
    {
      rule: { countries: ['*'], regime: 'opt_in', defaultGrants: [] },
      reviewedOn,
      reviewBy: '2027-06-30',
      source: 'Unknown country, VPN, or a place not named above: opt-in for everything.',
    },
  ],
  switches: {
    uk_analytics_exemption: {
      rule: { countries: ['GB'], regime: 'opt_in', defaultGrants: ['analytics'] },
      reviewedOn,
      reviewBy: '2027-06-30',
      source:
        'Working assumption: the UK exempts statistics on a service of its own from asking first, with information and a way to object. Verify before switching on.',
    },
  },
}
