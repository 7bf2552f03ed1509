import type { Event } from '../../core/event.ts'

/**
 * Amplitude drops a repeat within 7 days by `insert_id` and device. The type is part of it: a shop may give one event id
 * to two events of a page. The same on every retry and replay.
 */
export function insertId({ vendorEventId }: Event, eventType: string): string {
  return `${vendorEventId}:${eventType}`
}
