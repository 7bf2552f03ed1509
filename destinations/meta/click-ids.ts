import type { Event } from '../../core/event.ts'

/**
 * `fbc` = `fb.1.<ms of the click>.<fbclid>`, the fbclid's case kept: Meta matches it exactly. The cookie wins unless the
 * page was reached by a newer click. Without a cookie the event's own time stands for the click's: it is the same on
 * every retry.
 */
export function clickIdOf(event: Event): string | undefined {
  const { fbc, fbclid } = event.clickIds
  const cookie = fbc !== undefined && /^fb\.\d\.\d{13}\.\S+$/.test(fbc) ? fbc : undefined
  if (fbclid === undefined || !/^[\w.~-]+$/.test(fbclid)) return cookie
  if (cookie?.endsWith(`.${fbclid}`)) return cookie
  return `fb.1.${Date.parse(event.occurredAt)}.${fbclid}`
}

export function browserIdOf(event: Event): string | undefined {
  const { fbp } = event.clickIds
  return fbp !== undefined && /^fb\.\d\.\d{13}\.\d+(\.\S+)?$/.test(fbp) ? fbp : undefined
}
