import { expect, test } from 'vitest'
import { errorForStatus } from '../../destinations/error-for-status.ts'
import { anAnswer } from './an-answer.ts'

test.each([
  [302, 'UnavailableError'],
  [400, 'RejectedError'],
  [401, 'CredentialsRejectedError'],
  [403, 'CredentialsRejectedError'],
  [404, 'RejectedError'],
  [408, 'UnavailableError'],
  [409, 'RejectedError'],
  [413, 'RejectedError'],
  [422, 'RejectedError'],
  [423, 'UnavailableError'],
  [429, 'ThrottledError'],
  [500, 'UnavailableError'],
  [501, 'UnavailableError'],
  [503, 'UnavailableError'],
  [599, 'UnavailableError'],
  [700, 'UnavailableError'],
])('%i is a %s', (status, name) => {
  expect(errorForStatus(anAnswer(status))).toMatchObject({ name, status, code: `http_${status}` })
})

test('a 429 and a 503 say when to come back', () => {
  expect(errorForStatus(anAnswer(429, '', 7))).toMatchObject({ name: 'ThrottledError', retryAfterSeconds: 7 })
  expect(errorForStatus(anAnswer(503, '', 9))).toMatchObject({ name: 'ThrottledError', retryAfterSeconds: 9 })
})
