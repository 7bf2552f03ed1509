import { z } from 'zod'
import { keysIn, keysOfSubject } from '../../core/subject-keys.ts'
import { admitReader } from '../admit-reader.ts'
import { Refusal } from '../refusal.ts'
import { subjectHistory } from '../subject-history.ts'
import type { Door } from './door.ts'

const At = z.iso.datetime({ offset: true })
const names = ['userId', 'anonymousId', 'email', 'phone'] as const

/** What a person had chosen at a moment, who changed it and why. */
export const consentHistory: Door = (app, deps) => {
  app.get('/v1/consent', async (c) => {
    const { snapshot, stores, keys } = await admitReader(c, deps, ['read', 'consent'])
    const named = Object.fromEntries(names.flatMap((name) => (c.req.query(name) ? [[name, c.req.query(name)]] : [])))
    const { subjects, unreadable } = keysOfSubject(keys, named)
    if (unreadable !== null) throw unreadableAs(unreadable)
    if (subjects.length === 0) throw new Refusal(400, 'subject_missing', `name one of ${names.join(', ')}`)
    const at = momentOf(c.req.query('at'), deps.clock())
    const records = await stores.reader.consentRecords(snapshot.workspaceId, keysIn(subjects), at)
    return c.json({ at, ...subjectHistory(subjects, records) })
  })
}

function momentOf(sent: string | undefined, now: Date): string {
  if (sent === undefined) return now.toISOString()
  const parsed = At.safeParse(sent)
  if (parsed.success) return new Date(parsed.data).toISOString()
  throw unreadableAs('at')
}

function unreadableAs(name: string): Refusal {
  return new Refusal(400, 'lookup_unreadable', `${name} cannot be read as such`)
}
