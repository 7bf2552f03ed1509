/** `yyyy-mm-dd hh:mm:ss+00:00`: a space, no fraction, the offset with its colon. */
export function googleDateTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')}+00:00`
}
