import { gzipSync } from 'node:zlib'
import { aWireEvent } from './a-wire-event.ts'
import { fc } from './fast-check.ts'

/** Any door that reads a body. */
export const anyPath = fc.constantFrom(
  '/v1/track',
  '/v1/identify',
  '/v1/page',
  '/v1/screen',
  '/v1/group',
  '/v1/alias',
  '/v1/batch',
  '/v1/import',
  '/v1/explain',
)

const weirdText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    'a@b.example',
    '+4915123456789',
    '__proto__',
    'constructor',
    '%',
    '%zz',
    '&#x0;',
    '\\u0000',
    '9'.repeat(400),
  ),
)
const weirdValue = fc.oneof(
  weirdText,
  fc.constantFrom(null, true, false, 0, -1, 1e21, -0, Number.MAX_VALUE, [], {}, [[]], '', ' '),
  fc.jsonValue({ maxDepth: 3 }),
)

/** A right event with some fields replaced by anything. */
const bentEvent = fc
  .dictionary(
    fc.constantFrom(
      'type',
      'event',
      'userId',
      'anonymousId',
      'messageId',
      'properties',
      'traits',
      'context',
      'integrations',
      'timestamp',
      'sentAt',
      'originalTimestamp',
      'groupId',
      'previousId',
      'name',
      'category',
      'writeKey',
      '__proto__',
      'constructor',
    ),
    weirdValue,
  )
  .map((bent) => ({ ...aWireEvent(), ...bent }))
const bentInside = fc
  .tuple(
    fc.constantFrom('properties', 'traits', 'context'),
    fc.dictionary(
      fc.oneof(
        weirdText,
        fc.constantFrom(
          'order_id',
          'total',
          'currency',
          'products',
          'value',
          'consent',
          'page',
          'ip',
          'userAgent',
          'location',
          'email',
          'phone',
          'name',
          'address',
          'shipping_address',
          'event_id',
          'traits',
          'campaign',
          'referrer',
          'direct',
          'test',
        ),
      ),
      weirdValue,
    ),
  )
  .map(([field, content]) => aWireEvent({ [field]: content as never }))
export const anyEvent = fc.oneof(bentEvent, bentInside)

export const anyBody = fc.oneof(
  anyEvent.map((one) => JSON.stringify(one)),
  fc.array(fc.oneof(anyEvent, weirdValue), { maxLength: 5 }).map((batch) => JSON.stringify({ batch })),
  fc.tuple(weirdValue, weirdValue).map(([batch, context]) => JSON.stringify({ batch, context })),
  weirdValue.map((value) => JSON.stringify(value)),
  fc.string(),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  anyEvent.map((one) => gzipSync(JSON.stringify(one))),
  anyEvent.map((one) => gzipSync(JSON.stringify(one)).subarray(0, 40)),
  // A right text with bytes knocked out of it.
  fc.tuple(anyEvent, fc.nat(), fc.nat(9)).map(([one, at, count]) => {
    const text = JSON.stringify(one)
    const start = at % text.length
    return text.slice(0, start) + text.slice(start + count)
  }),
)

const headerText = fc.string({
  unit: fc.constantFrom(...Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index))),
  maxLength: 60,
})
export const anyHeaders = fc.dictionary(
  fc.constantFrom(
    'authorization',
    'content-type',
    'content-encoding',
    'origin',
    'sec-gpc',
    'cf-ipcountry',
    'cf-region-code',
    'x-forwarded-for',
    'user-agent',
    'x-retry-count',
    'x-tracklayer-source',
    'cookie',
    'content-length',
  ),
  fc.oneof(
    headerText,
    fc.constantFrom(
      'gzip',
      'text/plain',
      'application/json',
      '1',
      'US',
      'Basic ',
      'Bearer x',
      'null',
      '-1',
      '99999999999999999999',
    ),
  ),
  { maxKeys: 4 },
)
