import type { Hono } from 'hono'
import type { IngestEnv } from '../http.ts'
import type { IngestDeps } from '../ports.ts'

/** Registers one route. */
export type Door = (app: Hono<IngestEnv>, deps: IngestDeps) => void
