import { expect, test } from 'vitest'
import { benchesNamed } from '../../bench/benches.ts'
import { definedTypes } from '../../destinations/registry.ts'

test('every destination type has its bench, found by the word before the full stop', () => {
  const names = benchesNamed(['payloads']).map(({ name }) => name)
  expect(names.sort()).toEqual(definedTypes.map((type) => `payloads.${type}`).sort())
  expect(benchesNamed(['payloads.meta']).map(({ name }) => name)).toEqual(['payloads.meta'])
  expect(benchesNamed([]).length).toBeGreaterThanOrEqual(definedTypes.length)
})

test('a bench that does not exist is named', () => {
  expect(() => benchesNamed(['payload'])).toThrow('no bench payload')
})
