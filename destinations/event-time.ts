import type { Event } from '../core/event.ts'

/** Seconds. An event cannot have happened after it arrived: vendors refuse a future one, and its batch with it. */
export function unixSeconds(event: Event): number {
  return Math.floor(Math.min(Date.parse(event.occurredAt), Date.parse(event.receivedAt)) / 1000)
}
