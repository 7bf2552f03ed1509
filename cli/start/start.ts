import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { type Region, regions } from '../../core/config.ts'
import { type MasterKey, masterKeyFrom } from '../../core/keyring.ts'
import { createLog } from '../../ingest/log.ts'
import { type RunningIngest, startIngest } from '../../ingest/main.ts'
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts'
import { connectControl, connectRegion, type Region as RegionStores } from '../../supabase/queries/connect.ts'
import type { ControlStore } from '../../supabase/queries/ports.ts'
import type { Io } from '../io.ts'
import { masterKeyFile } from '../master-key.ts'
import { parseSettings, type Settings } from '../settings.ts'
import { type Closing, closeInOrder } from './closing.ts'
import { type DatabaseUrls, openDatabases } from './databases.ts'
import { applyDemo } from './demo-workspaces.ts'
import { type DevFile, removeDevFile, writeDevFile } from './dev-file.ts'
import { doorOperations } from './door-operations.ts'
import { openHome, secretFile } from './home.ts'
import { readyLines } from './ready-lines.ts'
import { startWatching } from './watch.ts'
import { startWorkers } from './workers.ts'

export interface Running {
  dev: DevFile
  /** Drains: answers what it has, finishes what is leased, then stops Postgres. */
  stop(): Promise<void>
}

/** The whole of TrackLayer, or the role the environment asks for, in this process. */
export async function start(io: Io): Promise<Running> {
  const startedMs = performance.now()
  const settings = parseSettings(io.env)
  const closing: Closing[] = []
  const stop = closeInOrder(closing, (text) => io.note(text))
  try {
    const dev = await startAll(settings, { io, closing })
    const seconds = (performance.now() - startedMs) / 1000
    for (const line of readyLines(dev, { settings, seconds })) io.print(line)
    return { dev, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Ground {
  io: Io
  /** What to undo, in the order it was done. */
  closing: Closing[]
}

async function startAll(settings: Settings, { io, closing }: Ground): Promise<DevFile> {
  const home = await openHome(settings.home)
  closing.push({ name: 'home', close: home.unlock })
  const devPath = home.file('dev.json')
  await removeDevFile(devPath)
  const master = masterKeyFrom(settings.masterKey ?? (await secretFile(home.file(masterKeyFile), 32)))
  const databases = await openDatabases(settings, home, io.now())
  closing.push({ name: 'databases', close: databases.stop })
  const control = connectControl(databases.urls.control)
  closing.push({ name: 'control', close: control.close })
  await control.claimInstallation(master.fingerprint)
  const stores = openRegions(settings, databases.urls)
  closing.push({
    name: 'regions',
    close: async () => void (await Promise.all([...stores.values()].map((one) => one.close()))),
  })

  const log = createLog({ level: settings.logLevel })
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const sandbox =
    settings.production || settings.role !== 'all' ? null : await openSandbox(settings, home.file('sandbox.jsonl'))
  if (sandbox !== null) closing.push({ name: 'sandbox', close: sandbox.close })
  const sandboxHost = sandbox === null ? [] : [new URL(sandbox.url).host]
  const demo = await applyDemo({ io, home, control, stores, master, sandboxUrl: sandbox?.url ?? null })

  const shared = { control, stores, master, log, registry }
  const egressAllow = [...settings.egressAllow, ...sandboxHost]
  if (settings.role !== 'ingest') {
    const workers = await startWorkers({
      ...shared,
      egressAllow,
      alone: databases.embedded,
      workerId: randomUUID(),
      receiptsFolder: settings.receiptsFolder ?? home.file('receipts'),
    })
    closing.push({ name: 'workers', close: workers.stop })
  }
  const watching = startWatching({ stores, log, registry, egressAllow, webhook: settings.alertWebhook })
  closing.push({ name: 'watch', close: watching.stop })
  const ingest =
    settings.role === 'worker' ? null : await openIngest(settings, shared, databases.embedded ? home.path : null)
  if (ingest !== null) closing.push({ name: 'ingest', close: ingest.stop })

  const dev = {
    ingestUrl: ingest?.url ?? '',
    sandboxUrl: sandbox?.url ?? null,
    databases: databases.urls,
    workspaces: demo,
  }
  await writeDevFile(devPath, dev)
  closing.push({ name: 'dev file', close: () => removeDevFile(devPath) })
  return dev
}

type Stores = ReadonlyMap<Region, RegionStores>

function openRegions(settings: Settings, urls: DatabaseUrls): Stores {
  const served = regions.filter((region) => settings.regions.includes(region))
  return new Map(served.map((region) => [region, connectRegion(urls[region])]))
}

function openIngest(
  { host, port, regionHosts, limiter, trustedProxies }: Settings,
  services: { control: ControlStore; stores: Stores; master: MasterKey; log: Logger; registry: Registry },
  dataFolder: string | null,
): Promise<RunningIngest> {
  const { control, stores, master: masterKey, log, registry } = services
  const regionStores = Object.fromEntries(stores)
  return startIngest(
    { host, port, regionHosts, limiter, trustedProxies, dataFolder },
    { control, regions: regionStores, masterKey, log, registry, operations: doorOperations(services) },
  )
}

/** Beside the doors' port when that is free, so that addresses stay the same from one start to the next. */
async function openSandbox(settings: Settings, recordFile: string): Promise<RunningSandbox> {
  const options = { host: '127.0.0.1', recordFile }
  if (settings.port === 0) return startSandbox({ ...options, port: 0 })
  return startSandbox({ ...options, port: settings.port + 1 }).catch(() => startSandbox({ ...options, port: 0 }))
}
