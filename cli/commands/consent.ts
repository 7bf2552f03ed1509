import type { Command } from 'commander'
import type { JsonObject } from '../../core/json.ts'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'
import { type NamedPerson, namingPerson, subjectFrom } from '../naming-person.ts'
import { outline } from './doctor.ts'

interface Options extends NamedPerson {
  at?: string
  workspace?: string
  json?: boolean
}

export function registerConsent(program: Command, io: Io): void {
  const consent = program.command('consent').description("a person's choices")
  const subjectOf = (name: string, description: string): Command =>
    namingPerson(consent.command(name).description(description))
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
