import type { Event } from '../../core/event.ts'

/** The id of the ad click as it stood in the page's URL, case kept; the tag's own cookie writes `_uet` before it. */
export function clickIdOf({ clickIds }: Event): string | undefined {
  const id = clickIds.msclkid?.replace(/^_uet/, '')
  return id !== undefined && /^[\w-]{1,128}$/.test(id) ? id : undefined
}
