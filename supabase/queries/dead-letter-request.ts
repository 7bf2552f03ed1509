import type { JsonObject } from '../../core/json.ts'
import type { ReaderStore } from './ports.ts'

/** As api.list_dead_letters takes it, over either transport. */
export function deadLetterRequest({ filter, after, rowsMax }: Parameters<ReaderStore['deadLetters']>[1]): JsonObject {
  return {
    filter: { ...filter } as JsonObject,
    rowsMax,
    afterDiedAt: after?.diedAt ?? null,
    afterEventId: after?.eventId ?? null,
    afterDestinationId: after?.destinationId ?? null,
    afterRun: after?.run ?? null,
  }
}
