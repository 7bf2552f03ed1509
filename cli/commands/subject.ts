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
}

async function exportSubject(io: Io, options: Options): Promise<void> {
  const door = await openDoor(io, options)
  const body = { subject: subjectFrom(options) as JsonObject }
  if (options.html === true) return io.print(await door.page('/v1/subjects/export', { ...body, format: 'html' }))
  const report = await door.post('/v1/subjects/export', body)
  show(io, options, { value: report, lines: () => outline(report) })
}
