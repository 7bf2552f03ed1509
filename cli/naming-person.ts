import type { Command } from 'commander'
import { UserError } from '../core/errors.ts'

export interface NamedPerson {
  user?: string
  anonymous?: string
  email?: string
  phone?: string
}

/** The ways to name a person, alike in every command that is about one. */
export function namingPerson(command: Command): Command {
  return command
    .option('--user <id>', 'by user id')
    .option('--anonymous <id>', 'by anonymous id')
    .option('--email <address>', 'by e-mail address')
    .option('--phone <number>', 'by phone, with its country: +49…')
    .option('--workspace <slug>', 'default: the first')
    .option('--json')
}

export function subjectFrom({ user, anonymous, email, phone }: NamedPerson): Record<string, string> {
  const named = { userId: user, anonymousId: anonymous, email, phone }
  const given = Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== undefined)
  if (given.length > 0) return Object.fromEntries(given)
  throw new UserError('bad_arguments', 'name the person: --user, --anonymous, --email or --phone')
}
