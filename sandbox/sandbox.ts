import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Arrivals } from './arrivals.ts'
import type { Journal } from './journal.ts'
import type { ScriptBook } from './script.ts'
import type { WebhookSecrets } from './webhook-secrets.ts'

export interface Log {
  info(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

/** What a running sandbox is made of. */
export interface Sandbox {
  journal: Journal
  scripts: ScriptBook
  secrets: WebhookSecrets
  arrivals: Arrivals
  log: Log
  nowMs(): number
  /** Runs later, unless the sandbox is closed before. */
  later(delayMs: number, run: () => void): void
}

export interface Exchange {
  sandbox: Sandbox
  request: IncomingMessage
  response: ServerResponse
  pathname: string
  query: URLSearchParams
}
