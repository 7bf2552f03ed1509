import type { Event } from '../core/event.ts'

/** An event cannot have happened after it arrived: vendors refuse a future one, and its batch with it. */
export function unixMilliseconds({ occurredAt, receivedAt }: Pick<Event, 'occurredAt' | 'receivedAt'>): number {
  return Math.min(Date.parse(occurredAt), Date.parse(receivedAt))
}

export function unixSeconds(event: Event): number {
  return Math.floor(unixMilliseconds(event) / 1000)
}

/** ISO 8601, with the same bound. */
export function isoTime(event: Event): string {
  return Date.parse(event.occurredAt) < Date.parse(event.receivedAt) ? event.occurredAt : event.receivedAt
}
