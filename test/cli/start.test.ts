import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startAndFail, startApp } from '../support/running-app.ts'
import { until } from '../support/until.ts'

let app: RunningApp
let empty: string
beforeAll(async () => {
  app = await startApp()
  empty = await mkdtemp(join(tmpdir(), 'tracklayer-start-'))
})
afterAll(async () => {
  await app?.dispose()
  await rm(empty, { recursive: true, force: true })
})

const oneSentence = /^error: [^\n]+$/

describe('a start that works', () => {
  test('says where to post, with which keys, where to look and that it is bound to loopback', async () => {
    const said = await until('the last ready line', () => (app.output().includes('Ctrl-C') ? app.output() : null))
    const [eu] = app.dev.workspaces
    for (const part of [
      app.dev.ingestUrl,
      eu?.writeKey,
      eu?.secretKey,
      app.dev.sandboxUrl,
      'only this machine',
      'dev.json',
    ]) {
      expect(said).toContain(part)
    }
  })

  test('keeps its addresses, keys and ids in a file only its owner can read', async () => {
    const dev = JSON.parse(await readFile(join(app.home, 'dev.json'), 'utf8'))
    expect(dev.workspaces.map(({ slug }: { slug: string }) => slug)).toEqual(['demo-eu', 'demo-us'])
    expect(Object.keys(dev.databases).sort()).toEqual(['control', 'eu-central-1', 'us-east-1'])
  })
})

describe('a start that cannot work ends with one clear sentence and exit code 1', () => {
  test('on a home that a running instance holds', async () => {
    const { code, said } = await startAndFail(app.home)
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(oneSentence) })
    expect(said).toContain('already runs')
  })

  test('on a port that is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const { code, said } = await startAndFail(join(empty, 'port'), { PORT: String(port) })
    other.close()
    expect({ code, said }).toEqual({ code: 1, said: `error: port ${port} is taken: set PORT to a free one` })
  })

  test('on a bad setting, which names itself', async () => {
    const { code, said } = await startAndFail(join(empty, 'setting'), { TRACKLAYER_REGIONS: 'mars-1' })
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(oneSentence) })
    expect(said).toContain('TRACKLAYER_REGIONS')
  })

  test('on a home that cannot be used', async () => {
    const file = join(empty, 'a-file')
    await writeFile(file, '')
    const { code, said } = await startAndFail(join(file, 'home'))
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(oneSentence) })
    expect(said).toContain('TRACKLAYER_HOME')
  })

  test('with a master key other than the one that sealed what is there, and with a data directory of another Postgres', async () => {
    const made = await startApp()
    await made.stop()
    const wrong = await startAndFail(made.home, { TRACKLAYER_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') })
    expect(wrong).toEqual({ code: 1, said: expect.stringMatching(oneSentence) })
    expect(wrong.said).toContain('master key')
    await writeFile(join(made.home, 'postgres', 'PG_VERSION'), '14\n')
    const other = await startAndFail(made.home)
    expect(other).toEqual({ code: 1, said: expect.stringMatching(oneSentence) })
    expect(other.said).toContain('Postgres 14')
    await made.dispose()
  }, 120_000)
})
