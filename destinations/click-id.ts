import type { ClickIdName, Event } from '../core/event.ts'

/** A click id goes out as it came, its case kept; what cannot be one – an unfilled `{{macro}}` of a campaign – is left out. */
export function clickIdAsSent(value: string | undefined): string | undefined {
  return value !== undefined && /^[\w.~-]{1,512}$/.test(value) ? value : undefined
}

/**
 * A click id while the vendor still knows it. The click was before the event: an event that was late by the id's whole
 * life arrived with a dead one.
 */
export function liveClickId(
  event: Event,
  { name, livesSeconds }: { name: ClickIdName; livesSeconds: number },
): string | undefined {
  const lateMs = Date.parse(event.receivedAt) - Date.parse(event.occurredAt)
  return lateMs > livesSeconds * 1000 ? undefined : clickIdAsSent(event.clickIds[name])
}
