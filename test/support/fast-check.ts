import fc from 'fast-check'

/**
 * The suite draws the same cases each time, so a red run is the doing of the change before it. Other cases are drawn with
 * `TRACKLAYER_SEED=7 vitest run …`, or with `TRACKLAYER_SEED=any`; what that finds becomes a case with a name.
 */
const seed = process.env.TRACKLAYER_SEED ?? '20261124'
if (seed !== 'any') fc.configureGlobal({ seed: Number(seed) })

export { fc }
