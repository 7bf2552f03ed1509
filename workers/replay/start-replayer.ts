import { type ReplayDeps, replayStep } from './replay-step.ts'

/** A person who asks for a preview waits for it. */
const lookEveryMs = 1_000

/** Works on what is due, one step after the other, until stopped; the step under way is finished. */
export function startReplayer(deps: ReplayDeps & { onError(step: string, error: unknown): void }): {
  stop(): Promise<void>
} {
  let stopped = false
  let wake = (): void => undefined

  async function work(): Promise<void> {
    while (!stopped) {
      const worked = await replayStep(deps).catch((error: unknown) => {
        deps.onError('replay', error)
        return false
      })
      if (!worked && !stopped) await rest()
    }
  }

  function rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lookEveryMs)
      timer.unref()
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const working = work()
  return {
    async stop() {
      stopped = true
      wake()
      await working
    },
  }
}
