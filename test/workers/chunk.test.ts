import { expect, test } from 'vitest'
import { chunk } from '../../workers/chunk.ts'
import { aSendable } from '../support/a-sendable.ts'

const sized = (text: string) => aSendable({ payload: { text } })
const oneKey = () => ''

test('a chunk holds no more events than the vendor takes in one request', () => {
  const chunks = chunk([sized('a'), sized('b'), sized('c')], { maxEvents: 2, maxBytes: 1000, keyOf: oneKey })
  expect(chunks.map((each) => each.map(({ payload }) => payload.text))).toEqual([['a', 'b'], ['c']])
})

test('a chunk is cut before its bytes pass the limit, counted in UTF-8', () => {
  const twelveBytes = 'é'
  const chunks = chunk([sized(twelveBytes), sized(twelveBytes), sized(twelveBytes)], {
    maxEvents: 10,
    maxBytes: 30,
    keyOf: oneKey,
  })
  expect(chunks.map((each) => each.length)).toEqual([2, 1])
})

test('an event larger than the limit travels alone and does not vanish', () => {
  const chunks = chunk([sized('x'.repeat(50)), sized('y')], { maxEvents: 10, maxBytes: 20, keyOf: oneKey })
  expect(chunks.map((each) => each.length)).toEqual([1, 1])
})

test('payloads of different request-level consent never share a request', () => {
  const payloads = ['GRANTED', 'DENIED', 'GRANTED'].map((consent) => aSendable({ payload: { consent } }))
  const chunks = chunk(payloads, { maxEvents: 10, maxBytes: 1000, keyOf: ({ consent }) => String(consent) })
  expect(chunks.map((each) => each.map(({ payload }) => payload.consent))).toEqual([['GRANTED', 'GRANTED'], ['DENIED']])
})
