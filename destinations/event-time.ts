import type { Event } from '../core/event.ts'

/** Seconds. An event cannot have happened after it arrived: vendors refuse a future one, and its batch with it. */
export function unixSeconds(event: Event): number {
  return Math.floor(Math.min(Date.parse(event.occurredAt), Date.parse(event.receivedAt)) / 1000)
}

/** ISO 8601, with the same bound. */
export function isoTime(event: Event): string {
  return Date.parse(event.occurredAt) < Date.parse(event.receivedAt) ? event.occurredAt : event.receivedAt
}
