import { setQueueStateVerb } from '../queue-state-verb.ts'

export const resumeDestination = setQueueStateVerb('resumeDestination', 'runnable')
