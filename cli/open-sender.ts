import { createSender, type Sender } from '../destinations/send.ts'
import { sendTimeoutMs } from '../workers/heartbeat.ts'

/** The way out to vendors, the same for workers and for a test call by hand. */
export function openSender(egressAllow: readonly string[]): Sender {
  return createSender({ egressAllow, timeoutMs: sendTimeoutMs, userAgent: 'TrackLayer/0.1' })
}
