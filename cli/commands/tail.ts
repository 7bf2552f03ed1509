import type { Command } from 'commander'
import { z } from 'zod'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'

const askEveryMs = 1_000

interface Options {
  workspace?: string
  once?: boolean
  json?: boolean
}

export function registerTail(program: Command, io: Io): void {
  program
    .command('tail')
    .description('show events as they arrive, with the state of their deliveries')
    .option('--once', 'show what is there and stop')
    .option('--workspace <slug>', 'default: the first')
    .option('--json', 'one line of JSON an event')
    .action((options: Options) => tail(io, options))
}

const Page = z.object({
  events: z.array(
    z.looseObject({
      eventId: z.string(),
      receivedAt: z.string(),
      type: z.string(),
      name: z.string().nullable(),
      reduced: z.boolean(),
      states: z.record(z.string(), z.number()),
    }),
  ),
  /** Give it back to go on from here. */
  after: z.string().nullable(),
})
type Event = z.infer<typeof Page>['events'][number]

async function tail(io: Io, options: Options): Promise<void> {
  const door = await openDoor(io, options)
  let after: string | undefined
  for (;;) {
    const page = Page.parse(await door.get('/v1/tail', { after }))
    for (const event of page.events) showEvent(io, options, event)
    after = page.after ?? after
    // A page with events may have more behind it: only an empty one is waited on.
    if (page.events.length > 0) continue
    if (options.once) return
    await io.pause(askEveryMs)
  }
}

function showEvent(io: Io, options: Options, event: Event): void {
  if (options.json) io.print(JSON.stringify(event))
  else show(io, {}, { value: event, lines: () => [lineOf(event)] })
}

function lineOf({ eventId, receivedAt, type, name, reduced, states }: Event): string {
  const counts = Object.entries(states).map(([state, count]) => `${state} ${count}`)
  return [receivedAt, eventId, [type, name].filter(Boolean).join(' '), counts.join(', '), reduced ? '(reduced)' : '']
    .join('  ')
    .trimEnd()
}
