import { expect, test } from 'vitest'
import { benchesNamed } from '../../bench/benches.ts'
import { definedTypes } from '../../destinations/registry.ts'

test('every destination type has its bench, found by the word before the full stop', () => {
  const names = benchesNamed(['payloads']).map(({ name }) => name)
  expect(names.sort()).toEqual(definedTypes.map((type) => `payloads.${type}`).sort())
  expect(benchesNamed(['payloads.meta']).map(({ name }) => name)).toEqual(['payloads.meta'])
  expect(benchesNamed([]).length).toBeGreaterThanOrEqual(definedTypes.length)
})

test('the gate is measured with strings of visits, distinct ones and hostile ones', () => {
  const names = benchesNamed(['consent.tcf']).map(({ name }) => name)
  expect(names).toEqual(['consent.tcf', 'consent.tcf.distinct', 'consent.tcf.hostile'])
})

test('a bench that does not exist is named', () => {
  expect(() => benchesNamed(['payload'])).toThrow('no bench payload')
})
