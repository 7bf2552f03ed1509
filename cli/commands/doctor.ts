import type { Command } from 'commander'
import { isJsonObject, type Json } from '../../core/json.ts'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'

interface Options {
  workspace?: string
  json?: boolean
}

export function registerDoctor(program: Command, io: Io): void {
  program
    .command('doctor')
    .argument('<source>', 'slug or id of the source')
    .description('say what is wrong with a source: last event, rejected and denied by reason, pauses, clock')
    .option('--workspace <slug>', 'default: the first')
    .option('--json')
    .action((source: string, options: Options) => doctor(io, source, options))
}

async function doctor(io: Io, source: string, options: Options): Promise<void> {
  const door = await openDoor(io, options)
  const health = await door.get(`/v1/doctor/${encodeURIComponent(source)}`)
  show(io, options, { value: health, lines: () => outline(health) })
}

/** Whatever the door says, as an indented list: a new finding needs no new code here. */
export function outline(value: Json, indent = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => itemLines(item, indent))
  if (!isJsonObject(value)) return [`${indent}${value ?? 'none'}`]
  return Object.entries(value).flatMap(([name, inner]) => fieldLines(words(name), inner, indent))
}

function fieldLines(name: string, value: Json, indent: string): string[] {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  if (value === null || isEmpty) return [`${indent}${name}: none`]
  if (typeof value !== 'object') return [`${indent}${name}: ${value}`]
  return [`${indent}${name}:`, ...outline(value, `${indent}  `)]
}

/** Flat items take a line each; others are set off by a dash. */
function itemLines(item: Json, indent: string): string[] {
  if (!isJsonObject(item)) return outline(item, indent)
  const entries = Object.entries(item)
  const isFlat = entries.every(([, value]) => typeof value !== 'object' || value === null)
  if (isFlat) return [`${indent}${entries.map(([name, value]) => `${words(name)} ${value ?? 'none'}`).join(', ')}`]
  const [first = '', ...rest] = outline(item, `${indent}  `)
  return [`${indent}- ${first.trimStart()}`, ...rest]
}

function words(name: string): string {
  return name.replace(/([a-z])([A-Z0-9])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
}
