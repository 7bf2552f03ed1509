import { isJsonObject } from '../../core/json.ts'
import { admitReader } from '../admit-reader.ts'
import type { OperationName } from '../ports.ts'
import { presentReplay } from '../present-replay.ts'
import { readJsonBody } from '../read-body.ts'
import { Refusal, unavailable } from '../refusal.ts'
import type { Door } from './door.ts'

const paths: Record<OperationName, string> = {
  redriveDead: '/v1/ops/dead/redrive',
  previewReplay: '/v1/ops/replay/preview',
  startReplay: '/v1/ops/replay/start',
  stopReplay: '/v1/ops/replay/stop',
}

/** What changes something: each a verb of control, which checks the input, the right to it, and writes the audit row. */
export const operations: Door = (app, deps) => {
  for (const [name, path] of Object.entries(paths) as [OperationName, string][]) {
    app.post(path, async (c) => {
      const { key, snapshot } = await admitReader(c, deps, ['ops'])
      if (deps.operations === null) throw unavailable('operations_not_served', 'nothing is operated at this address')
      const input = await readJsonBody(c.req.raw)
      if (!isJsonObject(input)) throw new Refusal(400, 'not_an_object', 'the body must be a JSON object')
      const { workspaceId } = snapshot
      return c.json(presentReplay(await deps.operations(name, { keyId: key.keyId, workspaceId, input }), snapshot))
    })
  }
}
