import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import { UserError } from '../../core/errors.ts'
import { isJsonObject, type Json } from '../../core/json.ts'
import { firstIssue } from '../parse-input.ts'
import { ConfigFile } from './config-file.ts'
import { type Environment, fillPlaceholders, type Path, PathError, refuseLiterals } from './env-placeholders.ts'

export interface ReadConfig {
  config: ConfigFile
  /** Adds path and line to a refusal that a verb raised later. */
  located(error: unknown): unknown
}

/** YAML → filled in → checked. Every refusal is one sentence with the path and the line, never with a value. */
export function readConfigFile(text: string, env: Environment): ReadConfig {
  const lines = new LineCounter()
  // Pretty errors quote the source line, which may hold a secret somebody wrote by mistake.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = document.errors[0]
  if (broken !== undefined) throw notYaml(lines.linePos(broken.pos[0]))
  const located = (error: unknown) => (error instanceof PathError ? withLine(error, { document, lines }) : error)
  try {
    return { config: checked(plainValue(document), env), located }
  } catch (error) {
    throw located(error)
  }
}

// The library refuses a file whose aliases unfold without end with an error of its own.
function plainValue(document: Document): Json {
  try {
    return document.toJS() as Json
  } catch {
    throw new UserError('not_yaml', 'the aliases of the file unfold to too much')
  }
}

function checked(raw: Json, env: Environment): ConfigFile {
  refuseSecrets(raw)
  const parsed = ConfigFile.safeParse(fillPlaceholders(raw, env))
  if (parsed.success) return parsed.data
  const { path, message } = firstIssue(parsed.error)
  throw new PathError(
    'invalid_config',
    message,
    path.map((key) => (typeof key === 'number' ? key : String(key))),
  )
}

function refuseSecrets(raw: Json): void {
  for (const [index, workspace] of listIn(raw, 'workspaces').entries()) {
    const path = ['workspaces', index]
    for (const [at, destination] of listIn(workspace, 'destinations').entries()) {
      refuseLiteralField(destination, 'credentials', [...path, 'destinations', at])
    }
    for (const [at, key] of listIn(workspace, 'keys').entries()) refuseLiteralField(key, 'value', [...path, 'keys', at])
  }
}

function refuseLiteralField(holder: Json, field: string, path: Path): void {
  const value = isJsonObject(holder) ? holder[field] : undefined
  if (value !== undefined) refuseLiterals(value, [...path, field])
}

function listIn(value: Json, field: string): Json[] {
  const list = isJsonObject(value) ? value[field] : undefined
  return Array.isArray(list) ? list : []
}

function notYaml({ line, col }: { line: number; col: number }): UserError {
  return new UserError('not_yaml', `line ${line}, column ${col}: the file is not YAML`, `line ${line}`)
}

function withLine(error: PathError, { document, lines }: { document: Document; lines: LineCounter }): UserError {
  const where = error.keys.length === 0 ? '' : `${error.keys.join('.')} `
  const line = lineOf(document, lines, error.keys)
  return new UserError(error.code, `${where}(line ${line}): ${error.message}`, error.keys.join('.'))
}

/** The line of the nearest node that exists: a missing field is reported at its parent. */
function lineOf(document: Document, lines: LineCounter, keys: Path): number {
  const node = keys.length === 0 ? document.contents : document.getIn(keys, true)
  if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  return keys.length === 0 ? 1 : lineOf(document, lines, keys.slice(0, -1))
}
