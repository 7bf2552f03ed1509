import type { Command } from 'commander'
import { jsonSchemaOfConfigFile } from '../../control/apply/config-file.ts'
import type { Io } from '../io.ts'

export function registerSchema(program: Command, io: Io): void {
  program
    .command('schema')
    .description('print the JSON Schema of the configuration file (docs/config.schema.json)')
    .action(() => io.print(JSON.stringify(jsonSchemaOfConfigFile(), null, 2)))
}
