import { z } from 'zod'
import { Id } from '../../core/config.ts'
import { admitReader } from '../admit-reader.ts'
import { parseBody } from '../parse-body.ts'
import { presentReplay } from '../present-replay.ts'
import { Refusal } from '../refusal.ts'
import type { Door } from './door.ts'

const StatusRequest = z.strictObject({ replay: Id.toLowerCase().optional() })

/** How far redrives and replays are, newest first; or one of them. */
export const replayStatus: Door = (app, deps) => {
  app.post('/v1/ops/replay/status', async (c) => {
    const { snapshot, stores } = await admitReader(c, deps, ['ops'])
    const { replay = null } = await parseBody(c.req.raw, StatusRequest)
    const found = await stores.reader.replays(snapshot.workspaceId, replay)
    if (replay !== null && found.length === 0) throw new Refusal(404, 'replay_not_found', 'there is no such replay')
    return c.json({ replays: found.map((one) => presentReplay(one, snapshot)) })
  })
}
