import type { Command } from 'commander'
import { z } from 'zod'
import { UserError } from '../../core/errors.ts'
import { isJsonObject, type Json } from '../../core/json.ts'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'
import { outline } from './doctor.ts'

interface Options {
  country?: string
  region?: string
  workspace?: string
  json?: boolean
}

export function registerExplain(program: Command, io: Io): void {
  program
    .command('explain')
    .argument('<file>', 'an event as JSON, as it would be posted; or a consent signal: a TC, GPP or US privacy string')
    .description('say what would be sent where and why; nothing is stored or sent')
    .option('--country <code>', 'of the person, for a signal by itself: DE; default: unknown, which is opt-in')
    .option('--region <code>', 'state or province, in US and CA: CA')
    .option('--workspace <slug>', 'default: the first')
    .option('--json')
    .action((file: string, options: Options) => explain(io, file, options))
}

async function explain(io: Io, file: string, options: Options): Promise<void> {
  const asked = questionIn(jsonOrText(file, await readText(io, file)), options)
  const door = await openDoor(io, options)
  const answer = await door.post('/v1/explain', asked)
  const isSignal = isJsonObject(asked) && Object.hasOwn(asked, 'signal')
  show(io, options, { value: answer, lines: () => (isSignal ? signalLines(answer) : outline(answer)) })
}

function questionIn(read: Json, options: Options): Json {
  const isSignal = typeof read === 'string' || (isJsonObject(read) && Object.hasOwn(read, 'signal'))
  if (!isSignal) {
    if (options.country === undefined && options.region === undefined) return read
    throw new UserError(
      'bad_arguments',
      '--country and --region are for a signal by itself: an event says its own place',
    )
  }
  const question = typeof read === 'string' ? { signal: read } : (read as { signal: Json })
  return { ...question, ...placeIn(options) }
}

/** What is no JSON is a string as a browser's cookie holds it. */
function jsonOrText(file: string, text: string): Json {
  const string = text.trim()
  if (/^[A-Za-z0-9_~.-]+$/.test(string)) return string
  try {
    return JSON.parse(text)
  } catch {
    throw new UserError('not_json', `${file} holds neither JSON nor a consent string`)
  }
}

function placeIn({ country, region }: Options): { jurisdiction?: { country: string; region: string | null } } {
  if (country !== undefined) return { jurisdiction: { country, region: region ?? null } }
  if (region === undefined) return {}
  throw new UserError('bad_arguments', '--region goes together with --country')
}

const SignalAnswer = z.object({
  destinations: z.array(
    z.looseObject({
      slug: z.string().nullable(),
      verdict: z.string(),
      mode: z.string(),
      sentences: z.array(z.string()),
    }),
  ),
})

/** What it means, one destination after the other; everything else is in `--json`. */
function signalLines(answer: Json): string[] {
  return SignalAnswer.parse(answer).destinations.flatMap(({ slug, verdict, mode, sentences }) => [
    `${slug ?? 'a destination'}: ${verdict}${mode === 'limited' ? ' (restricted mode)' : ''}`,
    ...sentences.map((sentence) => `  ${sentence}`),
  ])
}

function readText(io: Io, file: string): Promise<string> {
  return io.readFile(file).catch(() => {
    throw new UserError('unreadable_file', `${file} cannot be read`)
  })
}
