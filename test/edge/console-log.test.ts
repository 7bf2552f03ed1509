import { expect, test } from 'vitest'
import { createConsoleLog, type LogLevel } from '../../ingest/console-log.ts'

function logAt(level: LogLevel) {
  const lines: string[] = []
  const log = createConsoleLog({
    level,
    now: () => new Date('2026-11-24T12:00:00Z'),
    write: (line) => lines.push(line),
  })
  return { log, lines }
}

test('a line is JSON in the words of the Node log', () => {
  const { log, lines } = logAt('info')
  log.info({ requestId: 'r-1', accepted: 2 }, 'request.answered')
  expect(lines).toEqual([
    '{"level":"info","time":"2026-11-24T12:00:00.000Z","requestId":"r-1","accepted":2,"msg":"request.answered"}',
  ])
})

test('personal fields and secrets are removed at any depth, errors keep name and code only', () => {
  const { log, lines } = logAt('info')
  const err = Object.assign(new Error('value "jane@example.com" is odd'), { code: '22P02' })
  const deep = { a: { b: { c: [{ email: 'jane@example.com', kept: 1 }] } } }
  log.error({ err, email: 'jane@example.com', one: { authorization: 'Bearer sk_1' }, deep }, 'store.unavailable')
  expect(lines[0]).toContain('"code":"22P02"')
  expect(lines[0]).toContain('"kept":1')
  expect(lines[0]).not.toMatch(/jane|sk_1/)
})

test('a round object ends instead of hanging', () => {
  const { log, lines } = logAt('info')
  const round: Record<string, unknown> = {}
  round.self = round
  log.warn({ round }, 'odd')
  expect(lines[0]).toContain('…')
})

test('what is below the level is not written, silent writes nothing', () => {
  const { log, lines } = logAt('warn')
  log.info({}, 'quiet')
  log.warn({}, 'loud')
  const silent = logAt('silent')
  silent.log.error({}, 'never')
  expect([...lines.map((line) => JSON.parse(line).msg), ...silent.lines]).toEqual(['loud'])
})
