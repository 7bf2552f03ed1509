import { describe, expect, it } from 'vitest'
import type { Signals } from '../../core/signals.ts'
import { noSubjectState } from '../../core/signals.ts'
import { decide } from '../../router/decide.ts'
import { neededIdentity } from '../../router/needs.ts'
import { aDestination, aRoute, aSnapshot } from '../support/a-snapshot.ts'
import { anOrder } from '../support/an-event.ts'
import { analyticsFacts, lookupOf, someFacts } from '../support/facts.ts'

const ids = { ga4: '0198c0de-0000-8000-8000-00000000c002', klaviyo: '0198c0de-0000-8000-8000-00000000c003' }

describe('needed identity', () => {
  it('is the union over destinations that may receive', () => {
    expect(needsWith({ marketing: 'granted', statistics: 'granted' })).toEqual({
      variants: ['email.gmail', 'email.plain', 'phone.e164'],
      plain: { [ids.ga4]: ['city'] },
      network: { ip: true, userAgent: false },
    })
  })

  it('of a destination that was denied is not made', () => {
    expect(needsWith({ marketing: 'denied', statistics: 'granted' })).toEqual({
      variants: [],
      plain: {},
      network: { ip: false, userAgent: false },
    })
  })

  it('is nothing when nobody may receive', () => {
    expect(needsWith({})).toEqual({ variants: [], plain: {}, network: { ip: false, userAgent: false } })
  })

  it("a raw e-mail takes the admin's switch on top of consent", () => {
    const granted = { functional: 'granted', marketing: 'granted' } as const
    expect(needsWith(granted).plain[ids.klaviyo]).toEqual(['first_name'])
    expect(needsWith(granted, { sendRaw: 'true' }).plain[ids.klaviyo]).toEqual(['first_name'])
    expect(needsWith(granted, { sendRaw: true }).plain[ids.klaviyo]).toEqual(['email', 'first_name'])
    expect(needsWith({ functional: 'granted' }, { sendRaw: true }).plain[ids.klaviyo]).toEqual(['first_name'])
  })
})

function needsWith(categories: Exclude<Signals['categories'], 'invalid' | undefined>, klaviyoSettings = {}) {
  const ga4 = aDestination({ id: ids.ga4, slug: 'ga4', type: 'ga4' })
  const klaviyo = aDestination({ id: ids.klaviyo, slug: 'klaviyo', type: 'klaviyo', settings: klaviyoSettings })
  const snapshot = aSnapshot({
    destinations: [aDestination(), ga4, klaviyo],
    routes: [aRoute(), ...[ga4, klaviyo].map(({ id }) => aRoute({ id: id.replace('c00', 'd00'), destinationId: id }))],
  })
  const facts = lookupOf(
    someFacts(),
    analyticsFacts({
      identity: ['email.gmail', 'phone.e164'].map((variant) => ({
        variant: variant as 'email.gmail' | 'phone.e164',
        purposes: ['advertising'],
      })),
      plain: [{ field: 'city', purposes: ['advertising'] }],
      network: [],
    }),
    someFacts({
      type: 'klaviyo',
      purposes: ['functional'],
      sellsOrShares: false,
      identity: [],
      network: [],
      plain: [
        { field: 'email', purposes: ['advertising'], raw: true },
        { field: 'first_name', purposes: [] },
      ],
    }),
  )
  const decisions = decide({
    event: anOrder(),
    signals: [{ categories }],
    snapshot,
    facts,
    state: noSubjectState,
    now: new Date('2026-11-24T12:00:00.000Z'),
    available: null,
  })
  return neededIdentity(decisions, snapshot, facts)
}
