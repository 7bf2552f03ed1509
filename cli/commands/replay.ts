import type { Command } from 'commander'
import type { JsonObject } from '../../core/json.ts'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'
import { linesOfReplay, paceOf, previewAt, Replay, Replays } from '../replay-door.ts'

interface Options {
  from?: string
  to?: string
  event?: string
  source?: string
  name?: string
  destination?: string
  duplicates?: string
  rate?: string
  workspace?: string
  json?: boolean
}

export function registerReplay(program: Command, io: Io): void {
  const replay = program.command('replay').description('stored events through the router again, as of today')
  common(replay.command('preview').alias('plan'))
    .description('count what would be sent, denied by reason, or sent twice; nothing is sent')
    .requiredOption('--from <time>', 'received at or after, ISO 8601')
    .option('--to <time>', 'received before; default: now')
    .option('--event <id>', 'one event')
    .option('--source <slug>', 'slug or id')
    .option('--name <name>', 'of the event, such as "Order Completed"')
    .option('--destination <slug>', 'slug or id')
    .option('--duplicates <what>', 'skip or send what was delivered already')
    .option('--rate <number>', 'deliveries a second, 1 to 1000; default: 50')
    .action((options: Options) => preview(io, options))
  common(replay.command('start').argument('<replay>', 'id of a preview or of a stopped replay'))
    .description('send what was previewed, redrives too')
    .option('--duplicates <what>', 'skip or send what was delivered already')
    .option('--rate <number>', 'deliveries a second, 1 to 1000')
    .action((id: string, options: Options) =>
      change(io, '/v1/ops/replay/start', { ...paceOf(options), replay: id }, options),
    )
  common(replay.command('stop').argument('<replay>', 'id'))
    .description('take up nothing more')
    .action((id: string, options: Options) => change(io, '/v1/ops/replay/stop', { replay: id }, options))
  common(replay.command('status').argument('[replay]', 'id; default: the latest'))
    .description('how far replays and redrives are')
    .action((id: string | undefined, options: Options) => status(io, id, options))
}

function common(command: Command): Command {
  return command.option('--workspace <slug>', 'default: the first').option('--json')
}

async function preview(io: Io, options: Options): Promise<void> {
  const { from, to, event, source, name, destination } = options
  const given = Object.entries({ from, to, event, source, name, destination })
  const asked = Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined))
  const door = await openDoor(io, options)
  const found = await previewAt(io, door, { path: '/v1/ops/replay/preview', body: { ...asked, ...paceOf(options) } })
  show(io, options, { value: found, lines: () => linesOfReplay(found) })
}

async function change(io: Io, path: string, body: JsonObject, options: Options): Promise<void> {
  const door = await openDoor(io, options)
  const changed = Replay.parse(await door.post(path, body))
  show(io, options, { value: changed, lines: () => linesOfReplay(changed) })
}

async function status(io: Io, id: string | undefined, options: Options): Promise<void> {
  const door = await openDoor(io, options)
  const { replays } = Replays.parse(await door.post('/v1/ops/replay/status', id === undefined ? {} : { replay: id }))
  const lines = () => (replays.length === 0 ? ['nothing was replayed yet'] : replays.flatMap(linesOfReplay))
  show(io, options, { value: replays, lines })
}
