import { type ClickIdName, type ClickIds, clickIdNames } from './event.ts'
import type { Purpose, PurposeValues } from './purpose.ts'

/**
 * The purpose an id of the browser serves, whoever receives it. Click ids tie a visit to an ad and `fbp`, `ttp` are
 * advertising cookies; the Google Analytics pair counts visits. A GA client id stays with a refusal of advertising, a
 * gclid does not.
 */
const analyticsIds: ReadonlySet<string> = new Set(['ga_client_id', 'ga_session_id'] satisfies ClickIdName[])

type IdPurpose = Extract<Purpose, 'advertising' | 'analytics'>

function purposeOf(name: string): IdPurpose {
  return analyticsIds.has(name) ? 'analytics' : 'advertising'
}

/** Names under which such ids travel in URLs, cookies, properties and contexts: ours, and those we never read. */
const namesByPurpose: Record<IdPurpose, readonly string[]> = {
  analytics: [
    ...clickIdNames.filter((name) => purposeOf(name) === 'analytics'),
    '_ga',
    '_gid',
    '_gl',
    'gaClientId',
    'gaSessionId',
    'app_instance_id',
    'appInstanceId',
  ],
  advertising: [
    ...clickIdNames.filter((name) => purposeOf(name) === 'advertising'),
    ...[
      '_fbc',
      '_fbp',
      '_ttp',
      '_epik',
      '_gcl_aw',
      '_gcl_dc',
      '_gcl_au',
      '_uetmsclkid',
      '_scid',
      '_rdt_uuid',
      '_twclid',
    ],
    ...['dclid', 'gclsrc', 'gad_source', 'gad_campaignid', 'srsltid', 'ScCid', 'scclid', 'yclid', 'igshid', 'wickedid'],
    ...[
      'mc_eid',
      '_hsenc',
      '_hsmi',
      'vero_id',
      'oly_enc_id',
      'oly_anon_id',
      '_kx',
      'irclickid',
      'cjevent',
      'obclid',
      'tblci',
    ],
    ...['advertisingId', 'idfa', 'idfv', 'gaid', 'aaid', 'madid'],
  ],
}

export function allowedClickIds(clickIds: ClickIds, consent: PurposeValues): ClickIds {
  return Object.fromEntries(Object.entries(clickIds).filter(([name]) => consent[purposeOf(name)] === 'granted'))
}

/** Lower-case names that must not be in what a destination sees. The same list for the same purposes, so that it can be a key. */
export function withheldIdNames(consent: PurposeValues): readonly string[] {
  const keepsAnalytics = consent.analytics === 'granted'
  const keepsAdvertising = consent.advertising === 'granted'
  if (keepsAnalytics) return keepsAdvertising ? nothing : withheld.advertising
  return keepsAdvertising ? withheld.analytics : withheld.both
}

const nothing: readonly string[] = []
const withheld = {
  analytics: lowered(namesByPurpose.analytics),
  advertising: lowered(namesByPurpose.advertising),
  both: lowered([...namesByPurpose.analytics, ...namesByPurpose.advertising]),
}

function lowered(names: readonly string[]): readonly string[] {
  return names.map((name) => name.toLowerCase())
}
