import { terminalStates } from '../../core/decision.ts'
import { UserError } from '../../core/errors.ts'
import type { RunningInstance } from '../running-instance.ts'
import { type DemoStep, shopDay } from './shop-day.ts'
import { table } from './table.ts'

const settleTimeoutMs = 60_000
const askEveryMs = 200

interface Outcome {
  title: string
  answer: string
  /** By destination type. */
  states: Map<string, { state: string; reason: string; attempts: number }>
}

/** Sends the day to a running instance, waits until every delivery is terminal, and tells what became of each. */
export async function runDemo(deps: {
  instance: RunningInstance
  fetch: typeof fetch
  now(): Date
  print(line: string): void
}): Promise<void> {
  const day = String(Math.floor(deps.now().getTime() / 1000))
  const types = [...new Set(deps.instance.workspaces.flatMap((shop) => shop.destinations.map(({ type }) => type)))]
  const outcomes: Outcome[] = []
  for (const step of shopDay(day)) outcomes.push(await play(step, deps))
  deps.print(
    table(
      ['', 'answer', ...types],
      outcomes.map((outcome) => rowOf(outcome, types)),
    ),
  )
  deps.print('')
  deps.print(
    table(
      ['destination', 'delivered', 'retried', 'dead', 'not sent, and why'],
      types.map((type) => sumOf(type, outcomes)),
    ),
  )
}

type Deps = Parameters<typeof runDemo>[0]

async function play(step: DemoStep, deps: Deps): Promise<Outcome> {
  const shop = deps.instance.workspaces.find((workspace) => workspace.slug === step.shop)
  if (shop === undefined)
    throw new UserError('no_demo', 'This instance has no demo workspaces. Start one with npm start.')
  if (step.outage !== undefined) await script(step.outage, deps)
  const response = await deps.fetch(`${deps.instance.ingestUrl}${step.door}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.secretKey}`, 'content-type': 'application/json', ...step.headers },
    body: JSON.stringify(step.body),
  })
  const answer = (await response.json()) as { results?: { status: string; eventId?: string; code?: string }[] }
  const result = answer.results?.[0]
  if (result?.eventId === undefined) {
    return { title: step.title, answer: `${response.status} ${result?.code ?? ''}`.trim(), states: new Map() }
  }
  const states = step.repeat === true ? new Map() : await settled(result.eventId, shop, deps)
  return { title: step.title, answer: result.status, states }
}

async function script(outage: NonNullable<DemoStep['outage']>, deps: Deps): Promise<void> {
  if (deps.instance.sandboxUrl === null) return
  await deps.fetch(`${deps.instance.sandboxUrl}/_script`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(outage),
  })
}

interface EventPage {
  destinations: { type: string; state: string; reason: string; runs: { attempts: number }[] }[]
}

async function settled(
  eventId: string,
  shop: RunningInstance['workspaces'][number],
  deps: Deps,
): Promise<Outcome['states']> {
  const deadline = deps.now().getTime() + settleTimeoutMs
  for (;;) {
    const response = await deps.fetch(`${deps.instance.ingestUrl}/v1/events/${eventId}`, {
      headers: { authorization: `Bearer ${shop.secretKey}` },
    })
    const page = (await response.json()) as EventPage
    const open = page.destinations.some(({ state }) => !(terminalStates as readonly string[]).includes(state))
    if (!open || deps.now().getTime() > deadline) return statesOf(page)
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
  }
}

function statesOf({ destinations }: EventPage): Outcome['states'] {
  return new Map(
    destinations.map(({ type, state, reason, runs }) => [
      type,
      { state, reason, attempts: runs.at(-1)?.attempts ?? 0 },
    ]),
  )
}

function rowOf(outcome: Outcome, types: string[]): string[] {
  const cells = types.map((type) => {
    const found = outcome.states.get(type)
    if (found === undefined) return '·'
    if (found.state !== 'delivered') return `${found.state}: ${found.reason}`
    return found.attempts > 1 ? `delivered at try ${found.attempts}` : 'delivered'
  })
  return [outcome.title, outcome.answer, ...cells]
}

function sumOf(type: string, outcomes: Outcome[]): string[] {
  const states = outcomes.flatMap((outcome) => outcome.states.get(type) ?? [])
  const count = (test: (state: (typeof states)[number]) => boolean): string => String(states.filter(test).length)
  const reasons = new Map<string, number>()
  for (const { state, reason } of states) {
    if (state !== 'delivered' && state !== 'dead') reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  return [
    type,
    count(({ state }) => state === 'delivered'),
    count(({ attempts }) => attempts > 1),
    count(({ state }) => state === 'dead'),
    [...reasons].map(([reason, times]) => `${reason} ×${times}`).join(', '),
  ]
}
