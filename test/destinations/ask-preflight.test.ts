import { expect, test } from 'vitest'
import { preflightOf } from '../../destinations/ask-preflight.ts'
import type { PreflightWarning } from '../../destinations/contract.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'

const aWarning = (code: string): PreflightWarning => ({ code, path: 'params', message: 'is missing' })
const checked = (warnings: PreflightWarning[], blockOn?: string[]) =>
  preflightOf({ preflight: () => warnings }, aDeliverableEvent(), { settings: {}, blockOn })

test('warnings hold nothing back', () => {
  expect(checked([aWarning('no_session_id')])).toEqual({ warnings: [aWarning('no_session_id')], blocked: null })
})

test('a code the admin made blocking makes the event invalid for that destination', () => {
  const found = checked([aWarning('no_session_id'), aWarning('no_currency')], ['no_currency', 'old'])
  expect(found.blocked).toEqual({ skip: 'invalid', reason: 'preflight_no_currency' })
  expect(found.warnings).toHaveLength(2)
})

test('a type without a check warns of nothing', () => {
  expect(preflightOf({}, aDeliverableEvent(), { settings: {}, blockOn: ['x'] })).toEqual({
    warnings: [],
    blocked: null,
  })
})

test('a check that throws is reported and holds nothing back', () => {
  const preflight = () => {
    throw new Error('raw value')
  }
  const { warnings, blocked } = preflightOf({ preflight }, aDeliverableEvent(), { settings: {}, blockOn: ['x'] })
  expect(warnings.map(({ code }) => code)).toEqual(['preflight_failed'])
  expect(blocked).toBeNull()
})

test('a check that names without end is cut', () => {
  expect(checked(Array.from({ length: 1_000 }, () => aWarning('x'))).warnings).toHaveLength(20)
})
