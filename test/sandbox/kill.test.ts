import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { aRecordFile, aSandbox } from './support/a-sandbox.ts'

/** The sandbox as a process of its own. */
async function aSandboxProcess(recordFile: string, limits = ''): Promise<{ child: ChildProcess; url: string }> {
  const env = { ...process.env, HOST: '127.0.0.1', SANDBOX_PORT: '0', SANDBOX_RECORD_FILE: recordFile }
  const child = spawn('sh', ['-c', `${limits} exec "$0" sandbox/main.ts`, process.execPath], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, url: line.replace(/^.* on /, '') }
}

it('every request that was answered is on record after kill -9 under load', async () => {
  const recordFile = aRecordFile()
  const { child, url } = await aSandboxProcess(recordFile)
  const answered: string[] = []
  const client = async (name: number) => {
    for (let sent = 0; ; sent += 1) {
      const messageId = `${name}.${sent}`
      const body = JSON.stringify({ messageId, filler: 'x'.repeat(20_000) })
      await (await fetch(`${url}/webhook/in`, { method: 'POST', body })).text()
      answered.push(messageId)
      if (answered.length === 300) child.kill('SIGKILL')
    }
  }
  await Promise.allSettled(Array.from({ length: 16 }, (_, name) => client(name)))

  const sandbox = await aSandbox({ recordFile })
  const { requests } = await sandbox.requests()
  const recorded = new Set(requests.map((entry) => (entry.body as { messageId: string }).messageId))
  expect(answered.length).toBeGreaterThanOrEqual(300)
  expect(answered.filter((messageId) => !recorded.has(messageId))).toEqual([])
  expect(requests.map((entry) => entry.seq)).toEqual(requests.map((_, index) => index + 1))
  await sandbox.post('/webhook/in', {})
  expect((await sandbox.last()).seq).toBe(requests.length + 1)
})

it('a request that the disk refuses is answered 503 and leaves no half line', async () => {
  const recordFile = aRecordFile()
  const { url } = await aSandboxProcess(recordFile, 'ulimit -f 16;')
  const statuses: number[] = []
  for (let sent = 0; sent < 4; sent += 1) {
    const answer = await fetch(`${url}/ga4/mp/collect`, { method: 'POST', body: 'x'.repeat(3000) })
    statuses.push(answer.status)
  }
  expect(statuses).toEqual([204, 204, 503, 503])
  expect(
    readFileSync(recordFile, 'utf8')
      .split('\n')
      .map((line) => line.at(-1)),
  ).toEqual(['}', '}', undefined])
})

it('a bad setting of the process names itself', async () => {
  const env = { ...process.env, SANDBOX_PORT: 'eight' }
  const child = spawn(process.execPath, ['sandbox/main.ts'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const words: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => words.push(chunk))
  const [code] = await once(child, 'close')
  expect([code, Buffer.concat(words).toString()]).toEqual([1, expect.stringMatching(/^SANDBOX_PORT: [^\n]+\n$/)])
})

it('a taken port is one clear sentence', async () => {
  const first = await aSandbox()
  await expect(aSandbox({ port: first.port })).rejects.toThrow(`port ${first.port} of 127.0.0.1 is taken`)
})
