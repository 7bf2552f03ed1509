import pino, { type DestinationStream, type Logger } from 'pino'
import { safeError } from '../core/safe-error.ts'

/** Never logged, whoever passes an object that has them. */
const secretFields = [
  'authorization',
  'cookie',
  'writeKey',
  'secretKey',
  'password',
  'token',
  'email',
  'phone',
  'ip',
  'userAgent',
  'userId',
  'anonymousId',
  'traits',
  'properties',
  'context',
  'body',
  'headers',
  'url',
]

/** The one place where redaction is decided: named fields are removed, errors lose their message. */
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
