import { type ClickIdName, type ClickIds, clickIdNames } from './event.ts'
import { isJsonObject, type JsonObject } from './json.ts'

export interface ClickIdInput {
  /** The page the event happened on. */
  url: string | null
  referrer?: string | null
  context: JsonObject
  properties: JsonObject
  /** Cookies of the request, where they belong to the shop's page. */
  cookies?: Readonly<Record<string, string>>
}

/**
 * Click and browser ids from wherever the sender put them: named fields first, then the page's URL, then cookies, then
 * the referrer. Case is kept – Meta and Google match case-sensitively –, what has not the form of the id is dropped.
 */
export function readClickIds(input: ClickIdInput): ClickIds {
  const places = [input.properties, input.context, campaignOf(input.context)]
  const queries = [queryOf(input.url), queryOf(input.referrer ?? null)] as const
  const found = clickIdNames.map((name) => {
    const candidates = [
      ...fieldNames[name].flatMap((field) => places.map((place) => own(place, field))),
      ...parameterNames[name].map((parameter) => queries[0].get(parameter)),
      fromCookies(name, input.cookies ?? {}),
      ...parameterNames[name].map((parameter) => queries[1].get(parameter)),
    ]
    return [name, candidates.find((candidate) => isIdOf(name, candidate))] as const
  })
  return Object.fromEntries(found.filter(([, value]) => value !== undefined))
}

/** Spaces, `@`, `+` and `%` are in no click id: an address or a phone number put there by mistake is dropped. */
const plainId = /^[A-Za-z0-9._~-]{1,512}$/
const forms: Partial<Record<ClickIdName, RegExp>> = {
  // fb.<subdomain index>.<unix ms>.<fbclid or random number>, since 2025 with a suffix of Meta's parameter builder
  fbc: /^fb\.\d\.\d{10,13}\.[A-Za-z0-9._-]{1,480}$/,
  fbp: /^fb\.\d\.\d{10,13}\.\d{1,20}(\.[A-Za-z0-9_-]{1,20})?$/,
  ga_session_id: /^\d{1,20}$/,
}

function isIdOf(name: ClickIdName, candidate: unknown): candidate is string {
  return typeof candidate === 'string' && (forms[name] ?? plainId).test(candidate)
}

const otherFields: Partial<Record<ClickIdName, readonly string[]>> = {
  fbc: ['_fbc'],
  fbp: ['_fbp'],
  ttp: ['_ttp'],
  epik: ['_epik'],
  sc_click_id: ['ScCid', 'sccid'],
  ga_client_id: ['gaClientId'],
  ga_session_id: ['gaSessionId'],
}

const fieldNames = byName((name) => [name, ...(otherFields[name] ?? [])])

/** Ids that live in cookies are never read from a link: whoever writes the link would choose who the person is. */
const cookieOnly: ReadonlySet<ClickIdName> = new Set(['fbc', 'fbp', 'ttp', 'ga_client_id', 'ga_session_id'])

const parameterNames = byName((name) => (cookieOnly.has(name) ? [] : fieldNames[name]))

function byName(namesOf: (name: ClickIdName) => readonly string[]): Record<ClickIdName, readonly string[]> {
  return Object.fromEntries(clickIdNames.map((name) => [name, namesOf(name)])) as Record<ClickIdName, readonly string[]>
}

function fromCookies(name: ClickIdName, cookies: Readonly<Record<string, string>>): string | undefined {
  switch (name) {
    case 'fbc':
    case 'fbp':
    case 'ttp':
    case 'epik':
      return ownCookie(cookies, `_${name}`)
    case 'li_fat_id':
      return ownCookie(cookies, name)
    case 'gclid':
      return /^GCL\.\d+\.([\w-]+)$/.exec(ownCookie(cookies, '_gcl_aw') ?? '')?.[1]
    case 'ga_client_id':
      return /^GA\d\.\d\.(\d+\.\d+)$/.exec(ownCookie(cookies, '_ga') ?? '')?.[1]
    case 'ga_session_id':
      return gaSessionFrom(cookies)
    case 'fbclid':
    case 'gbraid':
    case 'wbraid':
    case 'ttclid':
    case 'sc_click_id':
    case 'rdt_cid':
    case 'msclkid':
    case 'twclid':
      return undefined
  }
}

/** `_ga_<stream>` = `GS1.1.<session>.…` or `GS2.1.s<session>$…`. */
function gaSessionFrom(cookies: Readonly<Record<string, string>>): string | undefined {
  const stream = Object.keys(cookies)
    .filter((name) => /^_ga_[A-Z0-9]+$/.test(name))
    .sort()[0]
  if (stream === undefined) return undefined
  return /^GS\d\.\d\.s?(\d+)/.exec(ownCookie(cookies, stream) ?? '')?.[1]
}

function campaignOf(context: JsonObject): JsonObject {
  const campaign = own(context, 'campaign')
  return isJsonObject(campaign) ? campaign : {}
}

function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function ownCookie(cookies: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(cookies, name) ? cookies[name] : undefined
}

/** Relative and broken URLs have a query, too. */
function queryOf(url: string | null): URLSearchParams {
  const query = /\?([^#]*)/.exec(url ?? '')?.[1]
  return new URLSearchParams(query ?? '')
}
