import { setTimeout as pause } from 'node:timers/promises'
import { StoreFailure } from './store-failure.ts'

const tries = 4

/** Deadlocks and serialisation failures did nothing. After a lost connection nobody knows: the caller decides. */
export async function repeatRolledBack<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (failure) {
      if (attempt === tries || !wasRolledBack(failure)) throw failure
      await pause(attempt * 10)
    }
  }
}

function wasRolledBack(failure: unknown): boolean {
  return failure instanceof StoreFailure && failure.code.startsWith('40')
}
