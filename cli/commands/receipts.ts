import type { Command } from 'commander'
import { z } from 'zod'
import { UserError } from '../../core/errors.ts'
import { openDoor } from '../door.ts'
import { type Io, show } from '../io.ts'

interface Options {
  head?: string
  workspace?: string
  json?: boolean
}

export function registerReceipts(program: Command, io: Io): void {
  program
    .command('receipts')
    .description('proof of what was decided')
    .command('verify')
    .description('walk the sealed chain; tells lawfully removed from altered and names the first broken receipt')
    .option('--head <file>', 'heads exported earlier: finds a chain that was written anew')
    .option('--workspace <slug>', 'default: the first')
    .option('--json')
    .action((options: Options) => verify(io, options))
}

const Broken = z.looseObject({ code: z.string(), n: z.number().nullable() })
const Verification = z.looseObject({
  intact: z.boolean(),
  seals: z.number(),
  decisions: z.number(),
  purged: z.number(),
  erased: z.number(),
  headsCompared: z.number(),
  broken: Broken.nullable(),
})
type Verification = z.infer<typeof Verification>

async function verify(io: Io, options: Options): Promise<void> {
  const heads = options.head === undefined ? [] : await readHeads(io, options.head)
  const door = await openDoor(io, options)
  const result = Verification.parse(await door.post('/v1/ops/receipts/verify', { heads }))
  show(io, options, { value: result, lines: () => linesOf(result) })
  if (result.broken !== null) throw new UserError('receipts_broken', `the receipts do not hold: ${result.broken.code}`)
}

const Head = z.object({ workspaceId: z.string(), n: z.number(), hash: z.string() })
type Head = z.infer<typeof Head>

/** One JSON line a head. The newest of each workspace is enough: it stands for all before it. */
async function readHeads(io: Io, file: string): Promise<Head[]> {
  const text = await io.readFile(file).catch(() => {
    throw new UserError('unreadable_file', `${file} cannot be read`)
  })
  const newest = new Map<string, Head>()
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const head = headIn(line, file)
    if ((newest.get(head.workspaceId)?.n ?? 0) < head.n) newest.set(head.workspaceId, head)
  }
  return [...newest.values()]
}

function headIn(line: string, file: string): Head {
  try {
    return Head.parse(JSON.parse(line))
  } catch {
    throw new UserError('not_heads', `${file} does not hold exported heads`)
  }
}

function linesOf({ seals, decisions, purged, erased, headsCompared, broken }: Verification): string[] {
  const counted = [
    `${seals} seals over ${decisions} decisions that are as they were`,
    `lawfully removed: ${purged} by age, ${erased} on request`,
    headsCompared === 0 ? 'compared with no exported head' : 'compared with an exported head',
  ]
  if (broken === null) return [...counted, 'intact']
  const { code, n, ...where } = broken
  const named = Object.entries(where).map(([name, value]) => `${name} ${String(value)}`)
  return [...counted, `broken: ${code}${n === null ? '' : ` in seal ${n}`}`, ...named.map((line) => `  ${line}`)]
}
