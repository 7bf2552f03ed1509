import { terminalStates } from '../../core/decision.ts'
import type { JsonObject } from '../../core/json.ts'
import type { RunningApp } from './running-app.ts'
import { until } from './until.ts'

export interface VendorRequest {
  seq: number
  destination: string
  destinationId: string | null
  path: string
  headers: Record<string, string>
  body: JsonObject
  raw: string
  verdict: { accepted: boolean; failures: unknown[] } | 'scripted'
  status: number | null
}

export interface EventPage {
  eventId: string
  reduced: boolean
  event: JsonObject
  destinations: { destinationId: string; type: string; state: string; reason: string; runs: { attempts: number }[] }[]
}

export interface Result {
  status: string
  eventId: string
  code?: string
}

export interface Answer {
  status: number
  body: { success?: boolean; results?: Result[]; error?: { code: string } }
}

/** One demo shop of a running instance, as its own server would talk to it: HTTP and keys only. */
export function shopOf(app: RunningApp, slug: 'demo-eu' | 'demo-us') {
  const workspace = app.dev.workspaces.find((one) => one.slug === slug)
  if (workspace === undefined) throw new Error(`no workspace ${slug}`)
  const secret = { authorization: `Bearer ${workspace.secretKey}` }

  async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${app.dev.ingestUrl}${path}`, {
      method: 'POST',
      headers: { ...secret, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }

  async function page(eventId: string): Promise<EventPage> {
    const response = await fetch(`${app.dev.ingestUrl}/v1/events/${eventId}`, { headers: secret })
    return (await response.json()) as EventPage
  }

  return {
    workspace,
    post,
    page,
    /** Posts one event and answers its id. */
    async track(event: JsonObject, headers: Record<string, string> = {}): Promise<string> {
      const answer = await post('/v1/track', { type: 'track', ...event }, headers)
      const result = answer.body.results?.[0]
      if (result?.eventId === undefined) throw new Error(`not accepted: ${JSON.stringify(answer)}`)
      return result.eventId
    },
    /** The event's page once every delivery is terminal. */
    settled: (eventId: string): Promise<EventPage> =>
      until(`event ${eventId} to settle`, async () => {
        const found = await page(eventId)
        const isTerminal = ({ state }: { state: string }) => (terminalStates as readonly string[]).includes(state)
        return found.destinations?.every(isTerminal) ? found : null
      }),
    async requests(type: string): Promise<VendorRequest[]> {
      const destination = workspace.destinations.find((one) => one.type === type)
      return requestsAt(app, destination?.id ?? 'none')
    },
  }
}

export async function requestsAt(app: RunningApp, destination: string): Promise<VendorRequest[]> {
  const found: VendorRequest[] = []
  for (;;) {
    const since = found.at(-1)?.seq ?? 0
    const response = await fetch(`${app.dev.sandboxUrl}/_requests?destination=${destination}&since=${since}`)
    const { requests, truncated } = (await response.json()) as { requests: VendorRequest[]; truncated: boolean }
    found.push(...requests)
    if (!truncated) return found
  }
}

export function reasonsOf(page: EventPage): Record<string, string> {
  return Object.fromEntries(page.destinations.map(({ type, state, reason }) => [type, `${state}: ${reason}`]))
}
