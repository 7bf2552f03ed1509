import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { destinationTypes } from '../../core/config.ts'
import { vendorFor } from '../../sandbox/vendors/registry.ts'
import { aRecordFile, aSandbox, type TestSandbox } from './support/a-sandbox.ts'

const id = '3f6c1c1e-6f0e-4a58-9d5e-2b8f0d6f8a11'
const seqs = async (sandbox: TestSandbox, query = '') => {
  const { requests, truncated } = await sandbox.requests(query)
  return [requests.map((entry) => entry.seq), truncated]
}

async function aBusySandbox(): Promise<TestSandbox> {
  const sandbox = await aSandbox()
  await sandbox.post('/ga4/mp/collect', { n: 1 })
  await sandbox.post(`/ga4/${id}/mp/collect`, { n: 2 })
  await sandbox.post('/webhook/in', { n: 3 })
  return sandbox
}

describe('the record', () => {
  it('holds a request as it came', async () => {
    const sandbox = await aSandbox({ nowMs: () => Date.UTC(2026, 10, 24, 12) })
    await sandbox.post(`/webhook/${id.toUpperCase()}/in?a=1`, '{ "n": 1 }', { 'X-Shop': 'one' })
    expect(await sandbox.last()).toMatchObject({
      seq: 1,
      at: '2026-11-24T12:00:00.000Z',
      firstByteAt: '2026-11-24T12:00:00.000Z',
      destination: 'webhook',
      destinationId: id,
      method: 'POST',
      path: `/webhook/${id.toUpperCase()}/in?a=1`,
      headers: { 'x-shop': 'one', 'content-type': 'application/json' },
      body: { n: 1 },
      raw: '{ "n": 1 }',
      verdict: { accepted: false },
      status: 400,
    })
  })

  it('can be asked by type, by destination id, from a number on', async () => {
    const sandbox = await aBusySandbox()
    expect(await seqs(sandbox)).toEqual([[1, 2, 3], false])
    expect(await seqs(sandbox, '?destination=ga4')).toEqual([[1, 2], false])
    expect(await seqs(sandbox, `?destination=${id}`)).toEqual([[2], false])
    expect(await seqs(sandbox, '?since=1')).toEqual([[2, 3], false])
    expect(await seqs(sandbox, '?destination=ga4&since=1&limit=')).toEqual([[2], false])
    expect(await seqs(sandbox, '?since=99')).toEqual([[], false])
  })

  it('says when a limit cut the answer', async () => {
    const sandbox = await aBusySandbox()
    expect(await seqs(sandbox, '?limit=2')).toEqual([[1, 2], true])
    expect(await seqs(sandbox, '?limit=2&since=2')).toEqual([[3], false])
    expect(await seqs(sandbox, '?limit=3')).toEqual([[1, 2, 3], false])
    expect(await seqs(sandbox, '?limit=2&destination=ga4')).toEqual([[1, 2], false])
  })

  it('finds its way in a long file', async () => {
    const sandbox = await aSandbox()
    for (let round = 0; round < 40; round += 1) {
      await Promise.all(Array.from({ length: 10 }, () => sandbox.post('/ga4/mp/collect', { round })))
    }
    const { requests } = await sandbox.requests('?since=297&limit=5')
    expect(requests.map((entry) => entry.seq)).toEqual([298, 299, 300, 301, 302])
  })

  it('is on disk when the answer arrives', async () => {
    const sandbox = await aSandbox()
    await sandbox.post('/ga4/mp/collect', { order: 'here' })
    expect(readFileSync(sandbox.recordFile, 'utf8')).toContain('here')
    expect(statSync(sandbox.recordFile).mode & 0o777).toBe(0o600)
  })

  it('goes on after a restart', async () => {
    const first = await aBusySandbox()
    await first.close()
    const second = await aSandbox({ recordFile: first.recordFile })
    await second.post('/webhook/in', { n: 4 })
    expect(await seqs(second)).toEqual([[1, 2, 3, 4], false])
    expect((await second.last()).body).toEqual({ n: 4 })
  })

  it('drops a torn last line and nothing else', async () => {
    const first = await aBusySandbox()
    await first.close()
    appendFileSync(first.recordFile, '{"seq":4,"destination":"ga4","destina')
    const second = await aSandbox({ recordFile: first.recordFile })
    await second.post('/ga4/mp/collect', { n: 4 })
    expect(await seqs(second)).toEqual([[1, 2, 3, 4], false])
  })

  it('reads past lines that are none of its own', async () => {
    const recordFile = aRecordFile()
    writeFileSync(
      recordFile,
      'rubbish\n\n{"seq":"x"}\n{"seq":7,"destination":"ga4","destinationId":null,"isJson":false}\n',
    )
    const sandbox = await aSandbox({ recordFile })
    await sandbox.post('/ga4/mp/collect', {})
    expect(await seqs(sandbox)).toEqual([[7, 8], false])
  })

  it('is emptied by DELETE and keeps counting, also after a restart', async () => {
    const first = await aBusySandbox()
    expect((await fetch(`${first.url}/_requests`, { method: 'DELETE' })).status).toBe(200)
    expect(await seqs(first)).toEqual([[], false])
    expect(readFileSync(first.recordFile, 'utf8')).toBe('{"seq":3,"cleared":true}\n')
    await first.close()
    const second = await aSandbox({ recordFile: first.recordFile })
    await second.post('/ga4/mp/collect', {})
    expect(await seqs(second)).toEqual([[4], false])
  })

  it('holds no credential, in the answer or in the file', async () => {
    const sandbox = await aSandbox()
    await sandbox.post('/ga4/mp/collect?measurement_id=G-1&api_secret=planted-1&api%5Fsecret=planted-2', {})
    await sandbox.post('/meta/v26.0/1234567/events', { access_token: 'planted-3"x', data: [] })
    await sandbox.post('/webhook/in?access_token=planted-4', {}, { authorization: 'Bearer planted-5' })
    await sandbox.post('/webhook/in', {}, { 'x-api-key': 'planted-6', cookie: 'planted-7' })
    const answer = await (await fetch(`${sandbox.url}/_requests`)).text()
    expect(answer + readFileSync(sandbox.recordFile, 'utf8')).not.toContain('planted')
    const { requests } = await sandbox.requests()
    expect(requests[1]?.body).toMatchObject({ access_token: expect.stringMatching(/^sha256:[0-9a-f]{8}$/) })
    expect(requests[2]?.headers.authorization).toBe('Bearer sha256:2d93da0f')
  })

  it('inflates a compressed body and keeps bytes that are no text', async () => {
    const sandbox = await aSandbox()
    const headers = { 'content-encoding': 'gzip' }
    await fetch(`${sandbox.url}/ga4/mp/collect`, { method: 'POST', body: gzipSync('{"n":1}'), headers })
    expect((await sandbox.last()).body).toEqual({ n: 1 })
    await fetch(`${sandbox.url}/ga4/mp/collect`, { method: 'POST', body: Buffer.from([0xff, 0xfe, 0x00]) })
    expect(await sandbox.last()).toMatchObject({ raw: '//4A', rawEncoding: 'base64', body: null })
  })

  const unspoken = destinationTypes.find((type) => vendorFor(type) === null)
  it.runIf(unspoken)('also has types that no fake vendor speaks for yet', async () => {
    const sandbox = await aSandbox()
    expect((await sandbox.post(`/${unspoken}/events`, {})).status).toBe(404)
    const entry = await sandbox.last()
    expect([entry.destination, entry.verdict]).toMatchObject([unspoken, { failures: [{ row: 'sandbox.vendor' }] }])
  })

  it('is shown to a person, with nothing of a request taken as HTML', async () => {
    const sandbox = await aBusySandbox()
    await sandbox.post('/webhook/<script>', {})
    const page = await (await fetch(sandbox.url)).text()
    expect(page).toContain('<h2>ga4</h2><p>2 requests')
    expect(page).not.toContain('<script>')
  })
})
