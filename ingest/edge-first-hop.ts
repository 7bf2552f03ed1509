import type { GeoHeaders } from './ports.ts'

/** What Cloudflare's runtime adds to a request; nothing of it can be written by a client. */
export interface EdgeRequest extends Request {
  cf?: { country?: string; regionCode?: string }
}

/** The headers the app reads when nothing else is set. */
const ownGeo: GeoHeaders = { country: 'cf-ipcountry', region: 'cf-region-code' }

/** The request as the platform vouches for it: forwarding headers are the client's words, places come from the runtime. */
export function fromFirstHop(request: EdgeRequest, { geoHeaders }: { geoHeaders: GeoHeaders | null }): Request {
  const headers = new Headers(request.headers)
  headers.delete('x-forwarded-for')
  if (geoHeaders === null) {
    write(headers, ownGeo.country, request.cf?.country)
    write(headers, ownGeo.region, request.cf?.regionCode)
  }
  return new Request(request, { headers })
}

function write(headers: Headers, name: string, value: string | undefined): void {
  if (value === undefined) headers.delete(name)
  else headers.set(name, value)
}
