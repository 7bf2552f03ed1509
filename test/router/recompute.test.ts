import { describe, expect, it } from 'vitest'
import { availableOf, consentLetters, consentOfLetters, keptInputs } from '../../core/decision-inputs.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import { plainFieldNames, variantNames } from '../../core/identity/bundle.ts'
import { noSubjectState } from '../../core/signals.ts'
import { destinations } from '../../destinations/registry.ts'
import { anEvent } from '../support/an-event.ts'

const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
const network = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' }

/** Each with one kind of identity only, then with all and with none. */
const identities: AvailableIdentity[] = [
  ...variantNames.map((name) => ({
    identity: { variants: { [name]: [digest] }, absent: {}, plain: {} },
    network: { ip: null, userAgent: null },
  })),
  ...plainFieldNames.map((name) => ({
    identity: { variants: {}, absent: { 'email.plain': 'not_sent' }, plain: { [name]: 'Berlin' } },
    network: { ip: null, userAgent: null },
  })),
  {
    identity: { variants: Object.fromEntries(variantNames.map((name) => [name, [digest]])), absent: {}, plain: {} },
    network,
  },
  { identity: { variants: {}, absent: {}, plain: {} }, network },
  { identity: { variants: {}, absent: {}, plain: {} }, network: { ...network, userAgent: null } },
]

describe('what a decision is made again with', () => {
  it.each([...destinations].map((one) => [one.type, one] as const))(
    '%s asks which identity is there, never what it is: names are enough',
    (_type, definition) => {
      const settings = definition.settings.safeParse(definition.examples[0]?.settings ?? {}).data
      for (const available of identities) {
        const names = keptInputs(noSubjectState, available).inputs?.available
        if (names === undefined || names === null) throw new Error('no names kept')
        expect(definition.identifies(anEvent(), availableOf(names), settings)).toEqual(
          definition.identifies(anEvent(), available, settings),
        )
      }
    },
  )

  it('holds names and no value', () => {
    const kept = JSON.stringify(identities.map((available) => keptInputs(noSubjectState, available)))
    for (const value of [digest, 'Berlin', network.ip, network.userAgent]) expect(kept).not.toContain(value)
  })

  it('is nothing where the ledger said nothing and no identity was made', () => {
    expect(keptInputs({ choices: [], suppressed: false }, null)).toEqual({ inputsId: null, inputs: null })
    expect(keptInputs({ choices: [], suppressed: true }, null).inputsId).toHaveLength(64)
  })

  it('keeps the purposes as six letters', () => {
    const values = consentOfLetters('gdugdu')
    expect(values).toEqual({
      analytics: 'granted',
      advertising: 'denied',
      ad_personalization: 'unset',
      personalization: 'granted',
      functional: 'denied',
      sale_or_sharing: 'unset',
    })
    expect(consentLetters(values)).toBe('gdugdu')
  })
})
