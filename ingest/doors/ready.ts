import type { Region } from '../../core/config.ts'
import { configSilenceSecondsMax } from '../limits/numbers.ts'
import type { IngestDeps } from '../ports.ts'
import type { Door } from './door.ts'

/**
 * 503 names what keeps events from being stored. Control away is only `degraded`: known workspaces serve on, so a load
 * balancer must keep sending.
 */
export const ready: Door = (app, deps) => {
  app.get('/ready', async (c) => {
    const missing = await missingParts(deps)
    if (missing.length > 0) return c.json({ status: 'not_ready', missing }, 503)
    const degraded = degradedParts(deps)
    return c.json(degraded.length > 0 ? { status: 'degraded', degraded } : { status: 'ready' })
  })
}

async function missingParts(deps: IngestDeps): Promise<string[]> {
  const perRegion = await Promise.all(deps.servedRegions.map((region) => missingInRegion(deps, region)))
  return [...(deps.storageLow() ? ['storage_low'] : []), ...perRegion.flat()]
}

async function missingInRegion(deps: IngestDeps, region: Region): Promise<string[]> {
  try {
    const missing = await deps.regions(region)?.ingest.notReady(deps.clock())
    return missing === null || missing === undefined ? [] : [`${region}: ${missing}`]
  } catch (error) {
    deps.log.warn({ err: error, region }, 'ready.store_away')
    return [`${region}: store_away`]
  }
}

function degradedParts(deps: IngestDeps): string[] {
  const { silentSeconds } = deps.configHealth()
  return silentSeconds === null || silentSeconds > configSilenceSecondsMax ? ['control_away'] : []
}
