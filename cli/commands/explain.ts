import type { Command } from 'commander'
import { UserError } from '../../core/errors.ts'
import type { Json } from '../../core/json.ts'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'
import { outline } from './doctor.ts'

interface Options {
  workspace?: string
  json?: boolean
}

export function registerExplain(program: Command, io: Io): void {
  program
    .command('explain')
    .argument('<file>', 'an event as JSON, as it would be posted')
    .description('say what would be sent where and why; nothing is stored or sent')
    .option('--workspace <slug>', 'default: the first')
    .option('--json')
    .action((file: string, options: Options) => explain(io, file, options))
}

async function explain(io: Io, file: string, options: Options): Promise<void> {
  const event = await readJson(io, file)
  const door = await openDoor(io, options)
  const answer = await door.post('/v1/explain', event)
  show(io, options, { value: answer, lines: () => outline(answer) })
}

async function readJson(io: Io, file: string): Promise<Json> {
  const text = await io.readFile(file).catch(() => {
    throw new UserError('unreadable_file', `${file} cannot be read`)
  })
  try {
    return JSON.parse(text)
  } catch {
    throw new UserError('not_json', `${file} is not JSON`)
  }
}
