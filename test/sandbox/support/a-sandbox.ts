import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../../sandbox/server.ts'
import type { Finding, Verdict } from '../../../sandbox/vendors/checklist.ts'

export interface RecordedRequest {
  seq: number
  at: string
  firstByteAt: string
  destination: string
  destinationId: string | null
  method: string
  path: string
  headers: Record<string, string>
  body: unknown
  raw: string
  rawEncoding: string
  verdict: Verdict | 'scripted'
  validation: Verdict | null
  status: number | null
}

export interface TestSandbox extends RunningSandbox {
  recordFile: string
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  requests(query?: string): Promise<{ requests: RecordedRequest[]; truncated: boolean }>
  last(): Promise<RecordedRequest>
  script(destination: string, answers: unknown[], repeat?: number | boolean): Promise<void>
}

export function aRecordFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'requests.jsonl')
}

/** A running sandbox on a free port; closed with the test. */
export async function aSandbox(overrides: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const recordFile = overrides.recordFile ?? aRecordFile()
  const running = await startSandbox({ port: 0, host: '127.0.0.1', ...overrides, recordFile })
  onTestFinished(() => running.close())
  return withHelpers(running, recordFile)
}

export function withHelpers(running: RunningSandbox, recordFile: string): TestSandbox {
  const post: TestSandbox['post'] = (path, body, headers = {}) => postTo(`${running.url}${path}`, body, headers)
  const requests: TestSandbox['requests'] = async (query = '') => {
    const answer = await fetch(`${running.url}/_requests${query}`)
    return (await answer.json()) as { requests: RecordedRequest[]; truncated: boolean }
  }
  return {
    ...running,
    recordFile,
    post,
    requests,
    async last() {
      const { seq } = (await (await fetch(`${running.url}/health`)).json()) as { seq: number }
      return (await requests(`?since=${seq - 1}`)).requests.at(-1)!
    },
    async script(destination, answers, repeat) {
      const answer = await post('/_script', { destination, answers, ...(repeat === undefined ? {} : { repeat }) })
      if (answer.status !== 200) throw new Error(await answer.text())
    },
  }
}

function postTo(url: string, body: unknown, headers: Record<string, string>): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(url, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } })
}

export function verdictOf(entry: RecordedRequest): Verdict {
  if (entry.verdict === 'scripted') throw new Error('the request was scripted')
  return entry.verdict
}

export function rowsOf(findings: Finding[]): string[] {
  return [...new Set(findings.map((finding) => finding.row))]
}
