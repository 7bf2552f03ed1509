import type { ServerResponse } from 'node:http'
import type { DestinationType } from '../../core/config.ts'
import { conversionEvents } from '../../destinations/google_ads/settings.ts'
import { ruleEvents } from '../../destinations/linkedin/settings.ts'
import { xEvents } from '../../destinations/x/settings.ts'
import type { SeenRequest } from '../support/a-vendor-server.ts'

export interface LocalDestination {
  settings(baseUrl: string): Record<string, unknown>
  credentials: Record<string, unknown>
  /** Every form in which a credential could show. */
  secrets: string[]
  /** The vendor knows an order by its own number, as the tag on the page does, and everything else by the event id. */
  ordersByNumber?: true
  /** The vendor's answer to a request it likes. */
  accept(request: SeenRequest, response: ServerResponse): void
}

/** How each type is pointed at a server of the test's own. A new vendor adds its line. */
export const localDestinations: Partial<Record<DestinationType, LocalDestination>> = {
  meta: {
    settings: (endpoint) => ({ pixelId: '1234567890', endpoint }),
    credentials: { accessToken: 'EAABplantedMetaToken', appSecret: '0123456789abcdef0123456789abcdef' },
    secrets: [
      'EAABplantedMetaToken',
      '0123456789abcdef0123456789abcdef',
      // HMAC-SHA256 of the token under the secret: openssl dgst -sha256 -hmac
      'f6266eb19c830db4e225cd1a061b78efed02da0699575c7bc8d70e36b1c8d185',
    ],
    accept(request, response) {
      const { data } = JSON.parse(request.body) as { data: unknown[] }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ events_received: data.length, messages: [], fbtrace_id: 'AbCdEf123' }))
    },
  },
  microsoft_uet: {
    settings: (endpoint) => ({ tagId: '12345678', endpoint }),
    credentials: { accessToken: 'plantedUetToken' },
    secrets: ['plantedUetToken'],
    accept(request, response) {
      const { data } = JSON.parse(request.body) as { data: unknown[] }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ eventsReceived: data.length }))
    },
  },
  linkedin: {
    settings: (endpoint) => ({
      conversionRules: Object.fromEntries(ruleEvents.map((event, index) => [event, String(8001 + index)])),
      sendRaw: true,
      externalId: true,
      endpoint,
      tokenUrl: `${endpoint}/oauth/v2/accessToken`,
    }),
    credentials: {
      clientId: 'plantedClientId',
      clientSecret: 'plantedClientSecret',
      refreshToken: 'plantedRefreshToken',
    },
    secrets: ['plantedClientSecret', 'plantedRefreshToken'],
    accept(request, response) {
      const { elements } = JSON.parse(request.body) as { elements: unknown[] }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ elements: elements.map(() => ({ status: 201 })) }))
    },
  },
  x: {
    settings: (endpoint) => ({
      pixelId: 'o8z6j',
      events: Object.fromEntries(xEvents.map((event, index) => [event, `ev${10 + index}`])),
      endpoint,
    }),
    credentials: { pixelToken: 'plantedPixelToken' },
    secrets: ['plantedPixelToken'],
    accept(request, response) {
      const { conversions } = JSON.parse(request.body) as { conversions: unknown[] }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ data: { conversions_processed: conversions.length, debug_id: 'ff02' } }))
    },
  },
  tiktok: {
    settings: (endpoint) => ({ eventSourceId: 'C4TRACKLAYERPIXEL001', endpoint }),
    credentials: { accessToken: 'plantedTikTokToken' },
    secrets: ['plantedTikTokToken'],
    accept(_, response) {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ code: 0, message: 'OK', request_id: '20261124100005', data: {} }))
    },
  },
  reddit: {
    settings: (endpoint) => ({ pixelId: 'a2_abc123', endpoint }),
    credentials: { accessToken: 'plantedRedditToken' },
    secrets: ['plantedRedditToken'],
    accept(request, response) {
      const { data } = JSON.parse(request.body) as { data: { events: unknown[] } }
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({ data: { message: `Successfully processed ${data.events.length} conversion events.` } }),
      )
    },
  },
  amplitude: {
    settings: (endpoint) => ({ endpoint, network: true }),
    credentials: { apiKey: 'plantedAmplitudeKey' },
    secrets: ['plantedAmplitudeKey'],
    accept: (_, response) => response.writeHead(200).end('{"code":200,"events_ingested":1}'),
  },
  pinterest: {
    settings: (endpoint) => ({ adAccountId: '549000000001', endpoint }),
    credentials: { conversionToken: 'plantedPinterestToken' },
    secrets: ['plantedPinterestToken'],
    accept(request, response) {
      const { data } = JSON.parse(request.body) as { data: unknown[] }
      const events = data.map(() => ({ status: 'processed', error_message: '', warning_message: '' }))
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ num_events_received: data.length, num_events_processed: data.length, events }))
    },
  },
  snapchat: {
    settings: (endpoint) => ({ assetId: '5c0ffee0-0000-4000-8000-000000000001', endpoint }),
    credentials: { accessToken: 'planted.Snapchat-Token' },
    secrets: ['planted.Snapchat-Token'],
    accept(_, response) {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ status: 'VALID', reason: 'Events have been processed successfully.' }))
    },
  },
  ga4: {
    settings: (endpoint) => ({ measurementId: 'G-ABC1234567', endpoint }),
    credentials: { apiSecret: 'plantedGa4/Secret+1' },
    secrets: ['plantedGa4/Secret+1', 'plantedGa4%2FSecret%2B1'],
    accept: (_, response) => response.writeHead(204).end(),
  },
  klaviyo: {
    settings: (endpoint) => ({ endpoint, sendRaw: true }),
    credentials: { apiKey: 'pk_plantedKlaviyoKey' },
    secrets: ['pk_plantedKlaviyoKey'],
    accept: (_, response) => response.writeHead(202).end(),
  },
  google_ads: {
    settings: (endpoint) => ({
      customerId: '123-456-7890',
      conversionActions: Object.fromEntries(conversionEvents.map((event, index) => [event, String(7001 + index)])),
      enhances: ['sign_up'],
      endpoint,
      tokenUrl: `${endpoint}/token`,
    }),
    credentials: {
      developerToken: 'plantedDeveloperToken',
      clientId: 'plantedClientId',
      clientSecret: 'plantedClientSecret',
      refreshToken: '1//plantedRefreshToken',
    },
    secrets: ['plantedDeveloperToken', 'plantedClientSecret', '1//plantedRefreshToken'],
    ordersByNumber: true,
    accept(request, response) {
      const { conversions = [] } = JSON.parse(request.body) as { conversions?: unknown[] }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ results: conversions, jobId: '1' }))
    },
  },
  mixpanel: {
    settings: (endpoint) => ({ endpoint, network: true, profileTraits: ['plan'], refunds: true }),
    credentials: { token: 'plantedMixpanelToken', gdprToken: 'plantedGdprToken' },
    // The token alone and as Basic authorization has it.
    secrets: ['plantedMixpanelToken', 'cGxhbnRlZE1peHBhbmVsVG9rZW46', 'plantedGdprToken'],
    accept: (_, response) => response.writeHead(200).end('{"code":200,"num_records_imported":1,"status":"OK"}'),
  },
  posthog: {
    settings: (endpoint) => ({ endpoint, network: true, refunds: true, projectId: '7' }),
    credentials: { apiKey: 'phc_plantedPostHogKey', personalApiKey: 'phx_plantedPersonalKey' },
    secrets: ['phc_plantedPostHogKey', 'phx_plantedPersonalKey'],
    accept: (_, response) => response.writeHead(200).end('{"status":"Ok"}'),
  },
  segment: {
    settings: (endpoint) => ({ endpoint, network: true, sourceId: 'sourceId1' }),
    credentials: { writeKey: 'plantedSegmentKey', publicApiToken: 'plantedSegmentToken' },
    // The key alone and as Basic authorization has it.
    secrets: ['plantedSegmentKey', 'cGxhbnRlZFNlZ21lbnRLZXk6', 'plantedSegmentToken'],
    accept: (_, response) => response.writeHead(200).end('{"success":true}'),
  },
  google_data_manager: {
    settings: (endpoint) => ({
      operatingAccountId: '123-456-7890',
      conversionActions: Object.fromEntries(conversionEvents.map((event, index) => [event, String(7001 + index)])),
      endpoint,
      tokenUrl: `${endpoint}/token`,
    }),
    credentials: {
      clientId: 'plantedClientId',
      clientSecret: 'plantedClientSecret',
      refreshToken: '1//plantedRefreshToken',
    },
    secrets: ['plantedClientSecret', '1//plantedRefreshToken'],
    ordersByNumber: true,
    accept(_, response) {
      response.setHeader('content-type', 'application/json')
      response.end('{"requestId":"126365e1-16d0-4c81-9de9-f362711e250a"}')
    },
  },
  webhook: {
    settings: (url) => ({ url }),
    credentials: { secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_cGxhbnRlZFNlY3JldE51bWJlclR3byEh'] },
    secrets: ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'cGxhbnRlZFNlY3JldE51bWJlclR3byEh'],
    accept: (_, response) => response.writeHead(204).end(),
  },
}
