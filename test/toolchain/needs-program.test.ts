import { expect, test } from 'vitest'
import { needsProgram } from '../support/needs-program.ts'

test('a program that is there needs no note', () => {
  expect(needsProgram('git', 'git', {})).toEqual({ absent: false, note: '' })
})

test('an absent program names the package to install', () => {
  expect(needsProgram('no-such-program', 'some-package', {})).toEqual({
    absent: true,
    note: ' (needs no-such-program: apt-get install some-package)',
  })
})

test('an absent program is a failure where everything is required', () => {
  expect(() => needsProgram('no-such-program', 'some-package', { TRACKLAYER_REQUIRE: 'all' })).toThrow(
    'needs no-such-program: apt-get install some-package',
  )
})
