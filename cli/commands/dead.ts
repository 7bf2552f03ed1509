import type { Command } from 'commander'
import { z } from 'zod'
import type { JsonObject } from '../../core/json.ts'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'
import { linesOfReplay, paceOf, previewAt, Replay } from '../replay-door.ts'
import { outline } from './doctor.ts'

interface Selecting {
  event?: string
  destination?: string
  reason?: string
  name?: string
  from?: string
  to?: string
  workspace?: string
  json?: boolean
}

interface Redriving extends Selecting {
  rate?: string
  yes?: boolean
}

export function registerDead(program: Command, io: Io): void {
  const dead = program.command('dead').description('dead letters: what only a person brings further')
  selecting(dead.command('list').description('newest first, with counts by destination and reason'))
    .option('--after <cursor>', 'the page after that of an earlier answer')
    .action((options: Selecting & { after?: string }) => list(io, options))
  selecting(dead.command('redrive').description('count what would be sent again; --yes sends it'))
    .option('--rate <number>', 'deliveries a second, 1 to 1000; default: 50')
    .option('--yes', 'start at once')
    .action((options: Redriving) => redrive(io, options))
  dead
    .command('show')
    .description('why it died, every attempt, and the request it would make today')
    .argument('<event>', 'event id')
    .argument('<destination>', 'slug or id')
    .option('--workspace <slug>', 'default: the first')
    .option('--json')
    .action((event: string, destination: string, options: Selecting) => showOne(io, { event, destination }, options))
}

function selecting(command: Command): Command {
  return command
    .option('--event <id>', 'of one event')
    .option('--destination <slug>', 'slug or id')
    .option('--reason <code>', "the error's code")
    .option('--name <name>', 'of the event, such as "Order Completed"')
    .option('--from <time>', 'died at or after, ISO 8601')
    .option('--to <time>', 'died before, ISO 8601')
    .option('--workspace <slug>', 'default: the first')
    .option('--json')
}

function selectionOf({ event, destination, reason, name, from, to }: Selecting): JsonObject {
  const given = Object.entries({ event, destination, reason, name, from, to })
  return Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

const Page = z.looseObject({
  counts: z.array(
    z.looseObject({
      destination: z.string().nullable(),
      destinationId: z.string(),
      reason: z.string(),
      count: z.number(),
    }),
  ),
  letters: z.array(
    z.looseObject({
      eventId: z.string(),
      destination: z.string().nullable(),
      destinationId: z.string(),
      reason: z.string(),
      diedAt: z.string(),
      type: z.string(),
      name: z.string().nullable(),
      attempts: z.number(),
    }),
  ),
  after: z.string().nullable(),
})
type Page = z.infer<typeof Page>

async function list(io: Io, options: Selecting & { after?: string }): Promise<void> {
  const door = await openDoor(io, options)
  const after = options.after === undefined ? {} : { after: options.after }
  const page = Page.parse(await door.post('/v1/ops/dead/list', { ...selectionOf(options), ...after }))
  show(io, options, { value: page, lines: () => linesOf(page) })
}

function linesOf({ counts, letters, after }: Page): string[] {
  if (letters.length === 0) return ['no dead letters']
  return [
    ...counts.map(
      ({ destination, destinationId, reason, count }) => `${count}  ${destination ?? destinationId}  ${reason}`,
    ),
    '',
    ...letters.map(({ diedAt, eventId, destination, destinationId, type, name, reason, attempts }) => {
      const what = [type, name].filter(Boolean).join(' ')
      return `${diedAt}  ${eventId}  ${destination ?? destinationId}  ${what}: ${reason} (attempts: ${attempts})`
    }),
    ...(after === null ? [] : ['', `more: --after ${after}`]),
  ]
}

async function showOne(io: Io, named: JsonObject, options: Selecting): Promise<void> {
  const door = await openDoor(io, options)
  const letter = await door.post('/v1/ops/dead/show', named)
  show(io, options, { value: letter, lines: () => outline(letter) })
}

async function redrive(io: Io, options: Redriving): Promise<void> {
  const door = await openDoor(io, options)
  const body = { ...selectionOf(options), ...paceOf(options) }
  const previewed = await previewAt(io, door, { path: '/v1/ops/dead/redrive', body })
  const isStarted = options.yes === true && previewed.state === 'previewed'
  const found = isStarted
    ? Replay.parse(await door.post('/v1/ops/replay/start', { replay: previewed.replayId }))
    : previewed
  show(io, options, { value: found, lines: () => linesOfReplay(found) })
}
