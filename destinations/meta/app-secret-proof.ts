import { createHmac } from 'node:crypto'
import type { VendorRequest } from '../contract.ts'
import type { MetaCredentials } from './settings.ts'

/**
 * Shows that the caller holds the app's secret (reference 1, "Auth"). A query parameter, as Meta's own SDK sends it,
 * and masked like the token; without the token it opens nothing.
 */
export function withProof(request: VendorRequest, { accessToken, appSecret }: MetaCredentials): VendorRequest {
  if (appSecret === undefined) return request
  const proof = createHmac('sha256', appSecret).update(accessToken, 'utf8').digest('hex')
  return { ...request, url: `${request.url}?appsecret_proof=${proof}`, secretQuery: ['appsecret_proof'] }
}
