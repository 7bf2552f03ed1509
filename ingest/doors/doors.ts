import type { Hono } from 'hono'
import type { IngestEnv } from '../http.ts'
import type { IngestDeps } from '../ports.ts'
import { batch } from './batch.ts'
import { call } from './call.ts'
import { event } from './event.ts'
import { events } from './events.ts'
import { explain } from './explain.ts'
import { health } from './health.ts'
import { importHistory } from './import.ts'
import { metrics } from './metrics.ts'
import { ready } from './ready.ts'

export type Door = (app: Hono<IngestEnv>, deps: IngestDeps) => void

export const doors: readonly Door[] = [call, batch, importHistory, event, events, explain, health, ready, metrics]
