import { setQueueStateVerb } from '../queue-state-verb.ts'

/** The work is kept and waits; the retry window stands still. */
export const pauseDestination = setQueueStateVerb('pauseDestination', 'paused')
