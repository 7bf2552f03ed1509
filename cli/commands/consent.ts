import type { Command } from 'commander'
import { UserError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'
import { outline } from './doctor.ts'

interface Options {
  user?: string
  anonymous?: string
  email?: string
  phone?: string
  at?: string
  workspace?: string
  json?: boolean
}

export function registerConsent(program: Command, io: Io): void {
  const consent = program.command('consent').description("a person's choices")
  const subjectOf = (name: string, description: string): Command =>
    consent
      .command(name)
      .description(description)
      .option('--user <id>', 'by user id')
      .option('--anonymous <id>', 'by anonymous id')
      .option('--email <address>', 'by e-mail address')
      .option('--phone <number>', 'by phone, with its country: +49…')
      .option('--workspace <slug>', 'default: the first')
      .option('--json')
  subjectOf('show', 'what they had chosen at a moment, who changed it and why')
    .option('--at <time>', 'ISO 8601; default: now')
    .action((options: Options) => showConsent(io, options))
  subjectOf('withdraw', 'deny every purpose, and cancel what waits').action((options: Options) => withdraw(io, options))
}

async function showConsent(io: Io, options: Options): Promise<void> {
  const door = await openDoor(io, options)
  const history = await door.get('/v1/consent', { ...subjectFrom(options), at: options.at })
  show(io, options, { value: history, lines: () => outline(history) })
}

async function withdraw(io: Io, options: Options): Promise<void> {
  const door = await openDoor(io, options)
  const answer = await door.post('/v1/consent', { subject: subjectFrom(options) as JsonObject, withdrawAll: true })
  show(io, options, { value: answer, lines: () => outline(answer) })
}

function subjectFrom({ user, anonymous, email, phone }: Options): Record<string, string> {
  const named = { userId: user, anonymousId: anonymous, email, phone }
  const given = Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== undefined)
  if (given.length > 0) return Object.fromEntries(given)
  throw new UserError('bad_arguments', 'name the person: --user, --anonymous, --email or --phone')
}
