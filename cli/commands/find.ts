import type { Command } from 'commander'
import { z } from 'zod'
import { UserError } from '../../core/errors.ts'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'

interface Options {
  order?: string
  email?: string
  phone?: string
  user?: string
  anonymous?: string
  event?: string
  workspace?: string
  json?: boolean
}

export function registerFind(program: Command, io: Io): void {
  program
    .command('find')
    .description('show what became of an event, and why')
    .option('--order <id>', 'by order id')
    .option('--email <address>', 'by e-mail address')
    .option('--phone <number>', 'by phone, with its country: +49…')
    .option('--user <id>', 'by user id')
    .option('--anonymous <id>', 'by anonymous id')
    .option('--event <id>', 'by event id')
    .option('--workspace <slug>', 'default: the first')
    .option('--json')
    .action((options: Options) => find(io, options))
}

/** Only what is shown; everything else of the answer passes through to `--json`. */
const FoundEvent = z.looseObject({
  eventId: z.string(),
  receivedAt: z.string().optional(),
  type: z.string().optional(),
  name: z.string().nullable().optional(),
  state: z.string().optional(),
  destinations: z
    .array(
      z.looseObject({
        destinationId: z.string(),
        slug: z.string().nullable(),
        state: z.string(),
        reason: z.string().nullable(),
        gate: z.string().nullable(),
        summary: z.string().optional(),
        warnings: z.array(z.string()).optional(),
      }),
    )
    .default([]),
})
type FoundEvent = z.infer<typeof FoundEvent>

async function find(io: Io, options: Options): Promise<void> {
  const { order, email, phone, user: userId, anonymous: anonymousId, event } = options
  const given = [order, email, phone, userId, anonymousId, event].filter((value) => value !== undefined)
  if (given.length !== 1) {
    throw new UserError('bad_arguments', 'give exactly one of --order, --email, --phone, --user, --anonymous, --event')
  }
  const door = await openDoor(io, options)
  const events =
    event === undefined
      ? z
          .object({ events: z.array(FoundEvent) })
          .parse(await door.get('/v1/events', { order, email, phone, userId, anonymousId })).events
      : [FoundEvent.parse(await door.get(`/v1/events/${encodeURIComponent(event)}`))]
  show(io, options, { value: events, lines: () => (events.length === 0 ? ['nothing found'] : events.flatMap(linesOf)) })
}

function linesOf({ eventId, receivedAt, type, name, state, destinations }: FoundEvent): string[] {
  const what = [type, name].filter(Boolean).join(' ') || state
  return [
    `${eventId}  ${receivedAt ?? ''}  ${what}`,
    ...destinations.flatMap((one) => [
      `  ${one.slug ?? one.destinationId}: ${one.state}${because(one)}${warned(one)}`,
      ...(one.summary === undefined ? [] : [`    ${one.summary}`]),
    ]),
  ]
}

function because({ reason, gate, state }: FoundEvent['destinations'][number]): string {
  if (reason === null || reason === state || reason === 'ok') return ''
  return gate === null ? ` (${reason})` : ` (${gate}: ${reason})`
}

/** What the vendor took and then ignored, by code. */
function warned({ warnings = [] }: FoundEvent['destinations'][number]): string {
  return warnings.length === 0 ? '' : `, warned: ${warnings.join(', ')}`
}
