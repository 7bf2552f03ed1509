/** Every limit of the doors in one place (design 3; Segment's HTTP API has the same sizes). */
export const bodyBytesMax = 500 * 1024
export const eventBytesMax = 32 * 1024
export const batchEventsMax = 2_500
/** A batch-level context is merged into every event: this bounds what one small body can unfold to. */
export const mergedContextBytesMax = 4 * 1024 * 1024

export const depthMax = 32
export const keysPerEventMax = 2_000

export const messageIdLengthMax = 100
export const idLengthMax = 256
export const eventNameLengthMax = 256

/** A clock may be this far ahead before the event is refused. */
export const futureSecondsMax = 24 * 60 * 60
/** Less than this is network and rounding: corrected without a warning. */
export const futureSecondsQuiet = 5
export const dedupDays = 7
export const ledgerKeysMax = 5_000

export interface RateNumbers {
  /** One key, whatever the plan says: requests in the window. */
  key: { points: number; windowSeconds: number }
  /** Requests of one address that were refused, then answered 429 instead. */
  failingAddress: { points: number; windowSeconds: number }
  /** Look-ups of well-formed keys that nobody issued; beyond it unknown keys are not looked up. */
  unknownKeyAddress: { points: number; windowSeconds: number }
  addressesMax: number
}

export const rateNumbers: RateNumbers = {
  key: { points: 100_000, windowSeconds: 10 },
  failingAddress: { points: 600, windowSeconds: 60 },
  unknownKeyAddress: { points: 60, windowSeconds: 60 },
  addressesMax: 50_000,
}

/** `/ready` says degraded when control was not heard of for this long. */
export const configSilenceSecondsMax = 3
export const configPollMs = 500

export const keyCacheMax = 50_000
export const snapshotCacheMax = 5_000

/** Below either, ingest stops before Postgres does. */
export const freeBytesMin = 1024 ** 3
export const freeShareMin = 0.05
