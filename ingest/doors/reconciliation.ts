import { admitReader } from '../admit-reader.ts'
import { parseTime } from '../correct-clock.ts'
import { Refusal } from '../refusal.ts'
import type { Door } from './door.ts'

const dayMs = 86_400_000

/** Per hour: every (event, destination) pair is terminal or in flight, and so is all that a replay promised. A gap is an alarm. */
export const reconciliation: Door = (app, deps) => {
  app.get('/v1/reconciliation', async (c) => {
    const { snapshot, stores } = await admitReader(c, deps)
    const to = timeOf(c.req.query('to'), 'to') ?? deps.clock()
    const from = timeOf(c.req.query('from'), 'from') ?? new Date(to.getTime() - dayMs)
    if (from >= to) throw new Refusal(400, 'invalid_range', 'from must lie before to')
    const rows = await stores.reader.reconciliation(snapshot.workspaceId, from.toISOString(), to.toISOString())
    const hours = rows.filter(({ run }) => run === 0)
    return c.json({ hours, replays: rows.filter(({ run }) => run > 0) })
  })
}

function timeOf(text: string | undefined, name: string): Date | null {
  if (text === undefined || text === '') return null
  const ms = parseTime(text)
  if (ms === null) throw new Refusal(400, 'invalid_time', `${name} must be an ISO 8601 time`)
  return new Date(ms)
}
