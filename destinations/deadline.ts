import { UnavailableError } from '../core/errors.ts'

export interface Deadline {
  signal: AbortSignal
  /** Rejects when time is up or the caller stops. */
  expired: Promise<never>
  end(): void
}

/** One limit over everything a send does. A timer of our own, since those of AbortSignal.timeout outlive the request. */
export function startDeadline({ timeoutMs, stop }: { timeoutMs: number; stop?: AbortSignal }): Deadline {
  const controller = new AbortController()
  const expired = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason))
  })
  // Most sends end before anybody waits for it.
  expired.catch(() => undefined)
  const timer = setTimeout(() => controller.abort(timedOut(timeoutMs)), timeoutMs)
  const onStop = () => controller.abort(new UnavailableError('aborted', 'the request was stopped before its answer'))
  stop?.addEventListener('abort', onStop)
  if (stop?.aborted) onStop()
  return {
    signal: controller.signal,
    expired,
    end() {
      clearTimeout(timer)
      stop?.removeEventListener('abort', onStop)
    },
  }
}

function timedOut(timeoutMs: number): UnavailableError {
  return new UnavailableError('timeout', `the vendor did not answer within ${timeoutMs} ms`)
}
