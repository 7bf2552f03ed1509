import { UserError } from '../../core/errors.ts'
import { isJsonObject, type Json } from '../../core/json.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type Path = (string | number)[]

const placeholder = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g
const wholePlaceholder = /^\$\{env:[A-Za-z_][A-Za-z0-9_]*\}$/

/** The service's own secrets: a file from somebody else must not carry them into a name or an address. */
const reserved = /^(TRACKLAYER_MASTER_KEY|TRACKLAYER_SECRET_KEY|REDIS_URL|UPSTASH_REDIS_REST_TOKEN|\w*DATABASE_URL)$/

/**
 * Puts values in for `${env:NAME}`, inside text only: a value can never become a key, a list or another field.
 * What is put in is not read again.
 */
export function fillPlaceholders(value: Json, env: Environment, path: Path = []): Json {
  if (typeof value === 'string') return fillText(value, env, path)
  if (Array.isArray(value)) return value.map((item, index) => fillPlaceholders(item, env, [...path, index]))
  if (!isJsonObject(value)) return value
  const filled = Object.entries(value).map(([key, inner]) => [key, fillPlaceholders(inner, env, [...path, key])])
  return Object.fromEntries(filled)
}

/** A secret written into the file would be in its history for ever. */
export function refuseLiterals(value: Json, path: Path): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseLiterals(item, [...path, index])
  } else if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) refuseLiterals(inner, [...path, key])
  } else if (typeof value !== 'string' || !wholePlaceholder.test(value)) {
    throw new PathError('literal_secret', 'must be ${env:NAME}: a secret never stands in the file', path)
  }
}

/** Knows where in the document, so that the reader can add the line. */
export class PathError extends UserError {
  readonly keys: Path
  constructor(code: string, message: string, keys: Path) {
    super(code, message, keys.join('.'))
    this.keys = keys
  }
}

function fillText(text: string, env: Environment, path: Path): string {
  return text.replace(placeholder, (_, name: string) => {
    if (reserved.test(name)) throw new PathError('reserved_variable', `${name} may not be used in a file`, path)
    const value = env[name]
    if (value !== undefined && value !== '') return value
    throw new PathError('missing_variable', `the environment has no ${name}`, path)
  })
}
