import { describe, expect, it } from 'vitest'
import { run } from '../../cli/run.ts'
import { aFakeDoor } from '../support/control-door.ts'
import { aTestIo } from '../support/control-io.ts'

const found = {
  eventId: 'e-1',
  receivedAt: '2026-11-20T09:00:00.000Z',
  type: 'track',
  name: 'Order Completed',
  destinations: [
    { destinationId: 'd-1', slug: 'meta', state: 'delivered', reason: 'delivered', gate: null },
    { destinationId: 'd-2', slug: 'ga4', state: 'denied', reason: 'no_grant', gate: 'consent' },
    {
      destinationId: 'd-3',
      slug: 'x',
      state: 'queued',
      reason: 'ok',
      gate: null,
      warnings: ['no_click_id', 'no_value'],
    },
  ],
}

function envOf(url: string) {
  return { TRACKLAYER_URL: url, TRACKLAYER_SECRET_KEY: 'sk_test' }
}

describe('find', () => {
  it('an order is shown with the state of each destination and why', async () => {
    const door = await aFakeDoor({ '/v1/events': [{ body: { events: [found] } }] })
    const io = aTestIo({ env: envOf(door.url) })
    expect(await run(['find', '--order', 'A 1&2'], io)).toBe(0)
    expect(io.printed).toEqual([
      'e-1  2026-11-20T09:00:00.000Z  track Order Completed',
      '  meta: delivered',
      '  ga4: denied (consent: no_grant)',
      '  x: queued, warned: no_click_id, no_value',
    ])
    expect(door.requests).toMatchObject([{ url: '/v1/events?order=A+1%262', authorization: 'Bearer sk_test' }])
  })

  it('nothing found says so; --json prints the answer', async () => {
    const door = await aFakeDoor({ '/v1/events': [{ body: { events: [] } }, { body: { events: [found] } }] })
    const io = aTestIo({ env: envOf(door.url) })
    await run(['find', '--email', 'a@example.com'], io)
    await run(['find', '--user', 'u-1', '--json'], io)
    expect(io.printed[0]).toBe('nothing found')
    expect(JSON.parse(io.printed[1] ?? '')).toEqual([found])
  })

  it('an event that is acknowledged and not drained yet is shown as such', async () => {
    const door = await aFakeDoor({ '/v1/events/e-2': [{ body: { eventId: 'e-2', state: 'accepted_pending' } }] })
    const io = aTestIo({ env: envOf(door.url) })
    await run(['find', '--event', 'e-2'], io)
    expect(io.printed).toEqual(['e-2    accepted_pending'])
  })

  it('two questions at once, or none, are refused', async () => {
    const io = aTestIo()
    expect(await run(['find'], io)).toBe(1)
    expect(await run(['find', '--order', '1', '--email', 'a@example.com'], io)).toBe(1)
    expect(io.noted).toHaveLength(2)
    expect(io.noted[0]).toMatch(/^error: give exactly one of --order/)
  })
})

describe('tail', () => {
  const event = (eventId: string) => ({
    eventId,
    receivedAt: '2026-11-20T09:00:00.000Z',
    sourceId: 's',
    type: 'page',
    name: null,
    reduced: true,
    states: { denied: 2 },
  })

  it('goes on from the last page until nothing is there', async () => {
    const door = await aFakeDoor({
      '/v1/tail': [
        { body: { events: [event('e-1')], after: 'c-1' } },
        { body: { events: [event('e-2')], after: 'c-2' } },
        { body: { events: [], after: null } },
      ],
    })
    const io = aTestIo({ env: envOf(door.url) })
    expect(await run(['tail', '--once'], io)).toBe(0)
    expect(io.printed).toEqual([
      '2026-11-20T09:00:00.000Z  e-1  page  denied 2  (reduced)',
      '2026-11-20T09:00:00.000Z  e-2  page  denied 2  (reduced)',
    ])
    expect(door.requests.map(({ url }) => url)).toEqual(['/v1/tail', '/v1/tail?after=c-1', '/v1/tail?after=c-2'])
  })

  it('waits on an empty page and then asks again', async () => {
    const door = await aFakeDoor({
      '/v1/tail': [
        { body: { events: [], after: null } },
        { body: { events: [event('e-1')], after: 'c-1' } },
        { status: 503, body: {} },
      ],
    })
    const io = aTestIo({ env: envOf(door.url) })
    expect(await run(['tail', '--json'], io)).toBe(1)
    expect(io.printed.map((line) => JSON.parse(line).eventId)).toEqual(['e-1'])
  })
})

describe('explain and doctor', () => {
  it('the event of the file is posted as it is, the answer is outlined', async () => {
    const door = await aFakeDoor({
      '/v1/explain': [{ body: { decisions: [{ destination: 'meta', verdict: 'denied' }] } }],
    })
    const io = aTestIo({ env: envOf(door.url), files: { 'e.json': '{"type":"track"}' } })
    expect(await run(['explain', 'e.json'], io)).toBe(0)
    expect(door.requests).toMatchObject([{ method: 'POST', body: '{"type":"track"}' }])
    expect(io.printed).toEqual(['decisions:', '  destination meta, verdict denied'])
  })

  it('what is nested stays readable', async () => {
    const trace = [{ gate: 'consent', passed: false, reason: null }]
    const answer = { decisions: [{ destination: 'meta', trace, payload: { events: ['a', 'b'] } }] }
    const door = await aFakeDoor({ '/v1/explain': [{ body: answer }] })
    const io = aTestIo({ env: envOf(door.url), files: { 'e.json': '{}' } })
    await run(['explain', 'e.json'], io)
    expect(io.printed).toEqual([
      'decisions:',
      '  - destination: meta',
      '    trace:',
      '      gate consent, passed false, reason none',
      '    payload:',
      '      events:',
      '        a',
      '        b',
    ])
  })

  it('a source is examined by its slug', async () => {
    const health = {
      lastEventAt: null,
      received24h: 3,
      notSentByReason: [{ state: 'denied', reason: 'gpc', count: 2 }],
      unmappedCategories: [],
    }
    const door = await aFakeDoor({ '/v1/doctor/web%20shop': [{ body: health }] })
    const io = aTestIo({ env: envOf(door.url) })
    expect(await run(['doctor', 'web shop'], io)).toBe(0)
    expect(io.printed).toEqual([
      'last event at: none',
      'received 24h: 3',
      'not sent by reason:',
      '  state denied, reason gpc, count 2',
      'unmapped categories: none',
    ])
  })

  it('a file that is missing or no JSON is one sentence', async () => {
    const io = aTestIo({ files: { 'bad.json': '{' } })
    expect(await run(['explain', 'bad.json'], io)).toBe(1)
    expect(await run(['explain', 'none.json'], io)).toBe(1)
    expect(io.noted).toEqual([
      'error: bad.json holds neither JSON nor a consent string',
      'error: none.json cannot be read',
    ])
  })
})

describe('which instance is asked', () => {
  const devFile = (ingestUrl: string) =>
    JSON.stringify({
      ingestUrl,
      databases: { control: 'c', 'eu-central-1': 'e', 'us-east-1': 'u' },
      workspaces: [
        { id: 'w-1', slug: 'demo-eu', region: 'eu-central-1', secretKey: 'sk_eu' },
        { id: 'w-2', slug: 'demo-us', region: 'us-east-1', secretKey: 'sk_us' },
      ],
    })

  it('the one that runs on this home, with the key of the named workspace', async () => {
    const door = await aFakeDoor({ '/v1/events': [{ body: { events: [] } }] })
    const io = aTestIo({ env: { TRACKLAYER_HOME: 'home' }, files: { 'home/dev.json': devFile(door.url) } })
    await run(['find', '--order', '1'], io)
    await run(['find', '--order', '1', '--workspace', 'demo-us'], io)
    expect(door.requests.map(({ authorization }) => authorization)).toEqual(['Bearer sk_eu', 'Bearer sk_us'])
    expect(await run(['find', '--order', '1', '--workspace', 'nobody'], io)).toBe(1)
    expect(io.noted).toEqual(['error: there is no workspace nobody here, only demo-eu, demo-us'])
  })

  it('none: a sentence says how to start one', async () => {
    const io = aTestIo({ files: { 'broken/dev.json': '{}' } })
    expect(await run(['find', '--order', '1'], io)).toBe(1)
    io.env = { TRACKLAYER_HOME: 'broken' }
    expect(await run(['find', '--order', '1'], io)).toBe(1)
    expect(io.noted).toEqual([
      'error: no TrackLayer runs on .tracklayer: start one with npm start, or set TRACKLAYER_HOME',
      'error: broken/dev.json is not what npm start writes: start again',
    ])
  })

  it('a refusal of the server is shown with its code and request', async () => {
    const door = await aFakeDoor({})
    const io = aTestIo({ env: envOf(door.url) })
    expect(await run(['find', '--order', '1'], io)).toBe(1)
    expect(io.noted).toEqual(['error: there is no such door (not_found, HTTP 404, request r-1)'])
  })

  it('a server that does not answer is one sentence', async () => {
    const io = aTestIo({ env: envOf('http://127.0.0.1:9') })
    expect(await run(['find', '--order', '1'], io)).toBe(1)
    expect(io.noted).toEqual(['error: http://127.0.0.1:9 does not answer: is TrackLayer running?'])
  })
})

describe('errors', () => {
  it('a bad setting and a bad argument are one sentence each', async () => {
    const io = aTestIo({ env: { PORT: 'x' } })
    expect(await run(['status'], io)).toBe(1)
    expect(await run(['keys', 'issue', '--kind', 'golden'], io)).toBe(1)
    expect(await run(['no-such-command'], io)).toBe(1)
    expect(io.noted[0]).toBe('error: PORT must be a whole number from 0 to 65535')
    expect(io.noted[1]).toContain('Allowed choices are write, secret')
    expect(io.noted[2]).toContain("unknown command 'no-such-command'")
  })

  it('help is no error', async () => {
    const io = aTestIo()
    expect(await run(['--help'], io)).toBe(0)
    expect(io.printed.join('\n')).toContain('apply')
  })
})

describe('dead', () => {
  const letter = {
    eventId: 'e-1',
    destination: 'meta',
    destinationId: 'd-1',
    reason: 'http_400',
    diedAt: '2026-11-20T09:00:00.000Z',
    type: 'track',
    name: 'Order Completed',
    attempts: 1,
  }
  const count = { destination: 'meta', destinationId: 'd-1', reason: 'http_400', count: 2 }

  it('filters go to the door as they are given, and the next page is named', async () => {
    const door = await aFakeDoor({
      '/v1/ops/dead/list': [{ body: { counts: [count], letters: [letter], after: 'c-1' } }],
    })
    const io = aTestIo({ env: envOf(door.url) })
    expect(await run(['dead', 'list', '--destination', 'meta', '--reason', 'http_400'], io)).toBe(0)
    expect(door.requests.map(({ body }) => JSON.parse(body))).toEqual([{ destination: 'meta', reason: 'http_400' }])
    expect(io.printed).toEqual([
      '2  meta  http_400',
      '',
      '2026-11-20T09:00:00.000Z  e-1  meta  track Order Completed: http_400 (attempts: 1)',
      '',
      'more: --after c-1',
    ])
  })
})

describe('redrive and replay', () => {
  const counts = { events: 3, wouldSend: 2, wouldDuplicate: 0, inFlight: 0, neverReleased: 0 }
  const wouldDeny = [{ verdict: 'denied', reason: 'revoked', count: 1 }]
  const none = { ...counts, events: 0, wouldSend: 0, queued: 0, wouldDeny: [] }
  const asked = {
    replayId: 'r-1',
    kind: 'redrive',
    state: 'previewing',
    preview: { ...none },
    result: none,
    progress: { events: 0, of: 0 },
    notes: [],
  }
  const previewed = { ...asked, state: 'previewed', preview: { ...counts, wouldDeny } }

  it('a redrive waits for its preview, says why some would not be sent, and sends nothing unasked', async () => {
    const door = await aFakeDoor({
      '/v1/ops/dead/redrive': [{ body: asked }],
      '/v1/ops/replay/status': [{ body: { replays: [asked] } }, { body: { replays: [previewed] } }],
    })
    const io = aTestIo({ env: envOf(door.url) })
    expect(await run(['dead', 'redrive', '--destination', 'meta', '--rate', '5'], io)).toBe(0)
    expect(JSON.parse(door.requests[0]?.body ?? '')).toEqual({ destination: 'meta', perSecond: 5 })
    expect(io.printed).toEqual([
      'redrive r-1: previewed, 3 events',
      '  would be sent: 2',
      '  delivered before: 0',
      '  would be denied (revoked): 1',
      '  to send: tracklayer replay start r-1',
    ])
    expect(door.requests.map(({ url }) => url)).not.toContain('/v1/ops/replay/start')
  })

  it('a start says how far it is; a rate that is no number is refused', async () => {
    const running = { ...previewed, state: 'running', progress: { events: 0, of: 3 } }
    const door = await aFakeDoor({ '/v1/ops/replay/start': [{ body: running }] })
    const io = aTestIo({ env: envOf(door.url) })
    expect(await run(['replay', 'start', 'r-1', '--duplicates', 'send'], io)).toBe(0)
    expect(JSON.parse(door.requests[0]?.body ?? '')).toEqual({ duplicates: 'send', replay: 'r-1' })
    expect(io.printed[0]).toBe('redrive r-1: running, 0 of 3 events, 0 queued')
    expect(await run(['replay', 'start', 'r-1', '--rate', 'fast'], io)).toBe(1)
  })
})
