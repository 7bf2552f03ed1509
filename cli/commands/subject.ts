import type { Command } from 'commander'
import type { JsonObject } from '../../core/json.ts'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'
import { type NamedPerson, namingPerson, subjectFrom } from '../naming-person.ts'
import { outline } from './doctor.ts'

interface Options extends NamedPerson {
  html?: boolean
  workspace?: string
  json?: boolean
}

export function registerSubject(program: Command, io: Io): void {
  const subject = program.command('subject').description('requests of persons: what is kept of them, and its erasure')
  namingPerson(subject.command('export'))
    .description('who, what was asked, what they chose when, every send and every refusal')
    .option('--html', 'a page for people, to print or keep')
    .action((options: Options) => exportSubject(io, options))
  namingPerson(subject.command('erase'))
    .description('stop everything about them now, and erase what rests within minutes; names who already got something')
    .action((options: Options) => eraseSubject(io, options))
  subject
    .command('requests')
    .description('what was asked, by whom, until when, and what came of it')
    .option('--workspace <slug>', 'default: the first')
    .option('--json')
    .action((options: Options) => listRequests(io, options))
}

async function exportSubject(io: Io, options: Options): Promise<void> {
  const door = await openDoor(io, options)
  const body = { subject: subjectFrom(options) as JsonObject }
  if (options.html === true) return io.print(await door.page('/v1/subjects/export', { ...body, format: 'html' }))
  const report = await door.post('/v1/subjects/export', body)
  show(io, options, { value: report, lines: () => outline(report) })
}

async function eraseSubject(io: Io, options: Options): Promise<void> {
  const door = await openDoor(io, options)
  const answer = await door.post('/v1/subjects/erase', { subject: subjectFrom(options) as JsonObject })
  show(io, options, { value: answer, lines: () => outline(answer) })
}

async function listRequests(io: Io, options: Options): Promise<void> {
  const door = await openDoor(io, options)
  const answer = await door.get('/v1/subjects/requests')
  show(io, options, { value: answer, lines: () => outline(answer) })
}
