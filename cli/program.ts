import { Command } from 'commander'
import { registerApply } from './commands/apply.ts'
import { registerConsent } from './commands/consent.ts'
import { registerDead } from './commands/dead.ts'
import { registerDemo } from './commands/demo.ts'
import { registerDoctor } from './commands/doctor.ts'
import { registerEgress } from './commands/egress.ts'
import { registerExplain } from './commands/explain.ts'
import { registerExport } from './commands/export.ts'
import { registerFind } from './commands/find.ts'
import { registerKeys } from './commands/keys.ts'
import { registerMigrate } from './commands/migrate.ts'
import { registerPause, registerResume } from './commands/pause.ts'
import { registerReceipts } from './commands/receipts.ts'
import { registerReplay } from './commands/replay.ts'
import { registerSchema } from './commands/schema.ts'
import { registerStart } from './commands/start.ts'
import { registerStatus } from './commands/status.ts'
import { registerSubject } from './commands/subject.ts'
import { registerTail } from './commands/tail.ts'
import { registerVerify } from './commands/verify.ts'
import type { Io } from './io.ts'

const registrations = [
  registerStart,
  registerDemo,
  registerMigrate,
  registerApply,
  registerExport,
  registerSchema,
  registerKeys,
  registerPause,
  registerResume,
  registerEgress,
  registerStatus,
  registerFind,
  registerTail,
  registerDoctor,
  registerExplain,
  registerConsent,
  registerReceipts,
  registerDead,
  registerSubject,
  registerReplay,
  registerVerify,
]

export function buildProgram(io: Io): Command {
  const program = new Command('tracklayer')
    .description('Server-side event ingestion with consent routing')
    // Commands inherit both when they are added below.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.print(text.trimEnd()),
      writeErr: (text) => io.note(text.trimEnd()),
    })
  for (const register of registrations) register(program, io)
  return program
}
