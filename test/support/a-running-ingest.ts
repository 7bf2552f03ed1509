import { masterKeyFrom } from '../../core/keyring.ts'
import { type IngestServices, type RunningIngest, startIngest } from '../../ingest/main.ts'
import { type IngestScene, ingestScene } from './ingest-scene.ts'

export interface ListeningScene extends IngestScene {
  running: RunningIngest
}

/** The scene's ports behind a real listening server on Node, as `npm start` wires it. */
export async function aRunningIngest({ port = 0 } = {}): Promise<ListeningScene> {
  const scene = ingestScene()
  const services: IngestServices = {
    control: scene.control.store,
    regions: { 'eu-central-1': { ingest: scene.store, reader: scene.store.reader, consent: scene.store.consent } },
    masterKey: masterKeyFrom(new Uint8Array(32).fill(1)),
    log: scene.deps.log,
  }
  const settings = {
    host: '127.0.0.1',
    port,
    regionHosts: {},
    limiter: { kind: 'memory' as const },
    trustedProxies: ['10.0.0.0/8'],
    dataFolder: null,
  }
  return { ...scene, running: await startIngest(settings, services) }
}
