import type { Context } from 'hono'

/** What a request carries through its steps. */
export interface IngestEnv {
  Variables: {
    requestId: string
    /** The client's address, trusted proxies taken off; null = the runtime does not tell. */
    address: string | null
    /** Fields of the one log line of this request; ids and counts only. */
    work: Record<string, string | number | boolean | null>
  }
}
export type IngestContext = Context<IngestEnv>

export function note(c: IngestContext, fields: IngestEnv['Variables']['work']): void {
  Object.assign(c.get('work'), fields)
}
