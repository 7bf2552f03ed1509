import type { Purpose } from '../purpose.ts'
import { defineSignal, type Said, type SignalContext } from './signal.ts'

/**
 * Only the exact value `1` is a signal; of several header lines (joined by commas) any `1` counts (W3C GPC).
 * `0`, `true`, `"1"` and the like are ignored.
 */
export function captureGpc(headerValues: string | null): true | undefined {
  const values = (headerValues ?? '').split(',').map((value) => value.replace(/^[ \t]+|[ \t]+$/g, ''))
  return values.includes('1') ? true : undefined
}

type Reach = 'everywhere' | 'us' | 'opt_in_unless_granted' | 'all_ads'

/**
 * Its row of consent.md 5.5 with cases 10 and 13, and what the policy adds for a place. A person whose country is unknown may be in the US: there it binds as
 * in the US, on top of the opt-in reading.
 */
const row: readonly { purpose: Purpose; reach: Reach }[] = [
  { purpose: 'sale_or_sharing', reach: 'everywhere' },
  { purpose: 'ad_personalization', reach: 'us' },
  { purpose: 'ad_personalization', reach: 'opt_in_unless_granted' },
  { purpose: 'advertising', reach: 'all_ads' },
  { purpose: 'ad_personalization', reach: 'all_ads' },
]

export const gpcSignal = defineSignal<true>({
  name: 'gpc',
  read: ({ gpc }) => gpc,
  validity: [],
  speaksOf: [],
  chosenAt: () => null,
  say: (_gpc, context) => sayGpc(context, 'gpc'),
  warn: () => [],
})

/** The browser's wish reaches us as a header, or written down by a consent platform (GPP). It says the same. */
export function sayGpc(context: SignalContext, reason: string): Said[] {
  return row.filter(({ reach }) => reaches(reach, context)).map((line) => toSaid(line, reason))
}

function reaches(reach: Reach, { jurisdiction, law }: SignalContext): boolean {
  switch (reach) {
    case 'everywhere':
      return true
    case 'us':
      return jurisdiction.country === 'US' || jurisdiction.country === null
    case 'opt_in_unless_granted':
      return law.regime === 'opt_in'
    case 'all_ads':
      return law.gpc === 'all_ads'
  }
}

function toSaid({ purpose, reach }: (typeof row)[number], reason: string): Said {
  const denial: Said = { purpose, value: 'denied', reason }
  return reach === 'opt_in_unless_granted' ? { ...denial, unlessGranted: true } : denial
}
