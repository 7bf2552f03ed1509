import type { Door } from './door.ts'

/** The process lives. Says nothing of databases: a restart would not mend those. */
export const health: Door = (app) => {
  app.get('/health', (c) => c.json({ status: 'ok' }))
}
