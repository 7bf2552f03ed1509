import { describe, expect, it } from 'vitest'
import { aSandbox, type TestSandbox } from './support/a-sandbox.ts'

const id = '3f6c1c1e-6f0e-4a58-9d5e-2b8f0d6f8a11'
const otherId = '9b1d7a52-0c56-4f0f-8f5c-0f6b1f6f0c22'

/** Settles as the sender sees it: a status, or how the connection failed. */
async function outcomeOf(answer: Promise<Response>): Promise<number | 'broken'> {
  return answer.then((response) => response.status).catch(() => 'broken' as const)
}

async function statuses(sandbox: TestSandbox, path: string, count: number): Promise<(number | 'broken')[]> {
  const seen: (number | 'broken')[] = []
  for (let sent = 0; sent < count; sent += 1) seen.push(await outcomeOf(sandbox.post(path, {})))
  return seen
}

describe('scripted answers', () => {
  it('are used once each, in order, and then the vendor answers again', async () => {
    const sandbox = await aSandbox()
    await sandbox.script('ga4', [{ status: 503 }, { status: 429, headers: { 'Retry-After': '7' }, body: { a: 1 } }])
    expect((await sandbox.post('/ga4/mp/collect', {})).status).toBe(503)
    const second = await sandbox.post('/ga4/mp/collect', {})
    expect([second.status, second.headers.get('retry-after'), await second.json()]).toEqual([429, '7', { a: 1 }])
    expect((await sandbox.post('/ga4/mp/collect', {})).status).toBe(204)
  })

  it('are on record as scripted, beside what the vendor would have said', async () => {
    const sandbox = await aSandbox()
    await sandbox.script('meta', [{ status: 500, body: 'oops' }])
    const answer = await sandbox.post('/meta/v26.0/1234567890/events', {})
    expect([answer.status, await answer.text()]).toEqual([500, 'oops'])
    const entry = await sandbox.last()
    expect([entry.verdict, entry.status, entry.validation?.accepted]).toEqual(['scripted', 500, false])
  })

  it.each([
    [3, [503, 503, 503, 204]],
    [1, [503, 204, 204, 204]],
    [false, [503, 204, 204, 204]],
    [true, [503, 503, 503, 503]],
  ])('play %s times', async (repeat, expected) => {
    const sandbox = await aSandbox()
    await sandbox.script('ga4', [{ status: 503 }], repeat)
    expect(await statuses(sandbox, '/ga4/mp/collect', 4)).toEqual(expected)
  })

  it('play the whole list in every round', async () => {
    const sandbox = await aSandbox()
    await sandbox.script('ga4', [{ status: 500 }, { status: 502 }], 2)
    expect(await statuses(sandbox, '/ga4/mp/collect', 5)).toEqual([500, 502, 500, 502, 204])
  })

  it('are replaced by a new script and cleared by DELETE', async () => {
    const sandbox = await aSandbox()
    await sandbox.script('ga4', [{ status: 500 }], true)
    await sandbox.script('ga4', [{ status: 502 }], true)
    expect(await statuses(sandbox, '/ga4/mp/collect', 1)).toEqual([502])
    const shown = (await (await fetch(`${sandbox.url}/_script`)).json()) as { scripts: unknown[] }
    expect(shown.scripts).toMatchObject([{ destination: 'ga4', answersLeft: 'endless' }])
    await fetch(`${sandbox.url}/_script`, { method: 'DELETE' })
    expect(await statuses(sandbox, '/ga4/mp/collect', 1)).toEqual([204])
  })

  it('of one destination leave its neighbours of the same type alone', async () => {
    const sandbox = await aSandbox()
    await sandbox.script(id.toUpperCase(), [{ status: 500 }], true)
    await sandbox.script('ga4', [{ status: 502 }], true)
    expect(await statuses(sandbox, `/ga4/${id}/mp/collect`, 1)).toEqual([500])
    expect(await statuses(sandbox, `/ga4/${otherId}/mp/collect`, 1)).toEqual([502])
    expect(await statuses(sandbox, '/webhook/in', 1)).toEqual([400])
  })

  it('can come late and leave the verdict to the vendor', async () => {
    const sandbox = await aSandbox()
    await sandbox.script('ga4', [{ delayMs: 60 }])
    const startedMs = performance.now()
    expect(await statuses(sandbox, '/ga4/mp/collect', 1)).toEqual([204])
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(55)
    expect((await sandbox.last()).verdict).toMatchObject({ accepted: false })
  })

  it('can hang until the sender gives up, with the request on record', async () => {
    const sandbox = await aSandbox()
    await sandbox.script('webhook', [{ hang: true }])
    const signal = AbortSignal.timeout(150)
    const answer = fetch(`${sandbox.url}/webhook/in`, { method: 'POST', body: '{}', signal })
    await expect(answer).rejects.toThrow('timeout')
    const entry = await sandbox.last()
    expect([entry.verdict, entry.status]).toEqual(['scripted', null])
  })

  it('can reset the connection before a byte of the answer', async () => {
    const sandbox = await aSandbox()
    await sandbox.script('webhook', [{ reset: true }])
    await expect(sandbox.post('/webhook/in', {})).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect((await sandbox.last()).status).toBeNull()
  })

  it.each([0, 3])('can reset the connection after %i bytes of the body', async (afterBytes) => {
    const sandbox = await aSandbox()
    await sandbox.script('webhook', [{ status: 200, body: 'accepted', reset: true, afterBytes }])
    const answer = await sandbox.post('/webhook/in', {})
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
    expect((await sandbox.last()).status).toBe(200)
  })

  it('do not keep a closing sandbox waiting', async () => {
    const sandbox = await aSandbox()
    await sandbox.script('webhook', [{ hang: true }, { delayMs: 600_000 }])
    const waiting = [outcomeOf(sandbox.post('/webhook/a', {})), outcomeOf(sandbox.post('/webhook/b', {}))]
    while ((await sandbox.requests()).requests.length < 2) await new Promise(setImmediate)
    await sandbox.close()
    expect(await Promise.all(waiting)).toEqual(['broken', 'broken'])
  })
})
