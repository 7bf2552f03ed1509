import type { ItemResult } from '../../ingest/accept-items.ts'

export interface IngestAnswer {
  success: boolean
  results: [ItemResult, ...ItemResult[]]
  error: { code: string; message: string; requestId: string; [detail: string]: string | number }
  // Doors for reading answer with what is stored.
  [field: string]: unknown
}

/** The JSON of an answer, typed as the doors type it. */
export async function answerOf(response: Response): Promise<IngestAnswer> {
  return (await response.json()) as IngestAnswer
}

export async function firstResult(response: Response | Promise<Response>): Promise<ItemResult> {
  return (await answerOf(await response)).results[0]
}
