import { purposes } from '../../core/purpose.ts'
import type { PolicyTemplate } from './template.ts'

const euAndEea = [
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU'],
  ...['LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'IS', 'LI', 'NO'],
]

/** A starting point that a person reads and adopts. Not legal advice. */
export const standard2026: PolicyTemplate = {
  title: 'Standard 2026: ask first in Europe, the UK, Switzerland, Brazil and wherever else; opt-out in the US',
  lines: [
    {
      rule: { countries: euAndEea, regime: 'opt_in', defaultGrants: [] },
      reviewBy: '2027-06-30',
      source: 'Working assumption: EU and EEA opt-in; a default grant or an implied one is not consent there.',
    },
    {
      rule: { countries: ['GB', 'CH', 'BR'], regime: 'opt_in', defaultGrants: [] },
      reviewBy: '2027-06-30',
      source: 'Working assumption: UK opt-in as in the EU; Switzerland and Brazil are held to the same.',
    },
    {
      rule: { countries: ['US'], regime: 'opt_out', defaultGrants: [...purposes] },
      reviewBy: '2027-01-31',
      source:
        'Working assumption: US opt-out; GPC, GPP, USP and a denied sale_or_sharing are refusals. California widens browser signals from January 2027.',
    },
    {
      rule: { countries: ['*'], regime: 'opt_in', defaultGrants: [] },
      reviewBy: '2027-06-30',
      source: 'Unknown country, VPN, or a place not named above: opt-in for everything.',
    },
  ],
}
