import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../core/json.ts'

/** One part that differs. Values are masked before they get here. */
export interface PartChange {
  op: '+' | '~' | '-'
  /** `destination meta` */
  target: string
  fields: FieldChange[]
}

export interface FieldChange {
  path: string
  before: Json | undefined
  after: Json | undefined
}

export function partChange(target: string, before: JsonObject | null, after: JsonObject | null): PartChange {
  if (before === null) return { op: '+', target, fields: [] }
  if (after === null) return { op: '-', target, fields: [] }
  return { op: '~', target, fields: fieldChanges(before, after) }
}

export function diffLines(changes: readonly PartChange[]): string[] {
  return changes.flatMap(({ op, target, fields }) => [`  ${op} ${target}`, ...fields.map(fieldLine)])
}

function fieldChanges(before: JsonObject, after: JsonObject, prefix = ''): FieldChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => fieldChange(`${prefix}${name}`, before[name], after[name]))
}

function fieldChange(path: string, before: Json | undefined, after: Json | undefined): FieldChange[] {
  if (canonicalJson(before) === canonicalJson(after)) return []
  if (isJsonObject(before) && isJsonObject(after)) return fieldChanges(before, after, `${path}.`)
  return [{ path, before, after }]
}

function fieldLine({ path, before, after }: FieldChange): string {
  if (path === 'credentialsSealed') return '      credentials: changed'
  return `      ${path}: ${shown(before)} → ${shown(after)}`
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
