import pino, { type DestinationStream, type Logger } from 'pino'
import { safeError } from '../core/safe-error.ts'
import { secretFields } from './secret-fields.ts'

/** Node's log. Named fields are removed, errors lose their message; console-log.ts does the same where pino does not run. */
export function createLog(options: { level: string; stream?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: safeError, error: safeError },
    redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), remove: true },
  }
  return options.stream === undefined ? pino(settings) : pino(settings, options.stream)
}
