import { Document, visit } from 'yaml'
import type { DestinationConfig, Policy, Snapshot, SourceConfig } from '../core/config.ts'
import { isJsonObject, type Json } from '../core/json.ts'
import type { ApiKeyRow } from '../supabase/queries/ports.ts'
import { routesInSlugs } from './apply/unlisted-parts.ts'
import { authorise } from './authorise.ts'
import type { Control } from './control.ts'
import { openCredentials } from './credentials.ts'
import { defaultConsentProofYears } from './fields.ts'
import { templateOf } from './policies/templates.ts'
import { currentSnapshot } from './snapshot-verb.ts'

/** The file that `apply` reads. Secrets are named by a rule and never printed: set the variables before applying. */
export async function exportConfig(control: Control, slugs: string[] | null = null): Promise<string> {
  const known = await control.store.workspaces()
  const wanted = known.filter(({ slug }) => slugs === null || slugs.includes(slug)).sort(bySlug)
  const workspaces: Json[] = []
  for (const { workspaceId } of wanted) workspaces.push(await exportWorkspace(control, workspaceId))
  return yamlOf({ workspaces })
}

/** `TRACKLAYER_DEMO_EU_META_ACCESS_TOKEN` */
export function variableName(...words: string[]): string {
  const text = words.map((word) => word.replace(/([a-z0-9])([A-Z])/g, '$1_$2')).join('_')
  return `TRACKLAYER_${text.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()}`
}

async function exportWorkspace(control: Control, workspaceId: string): Promise<Json> {
  authorise(control.actor, 'exportConfig', workspaceId)
  const snapshot = await currentSnapshot(control, workspaceId)
  const keys = (await control.store.keys(workspaceId)).filter((key) => key.revokedAt === null)
  const { slug, name, region, retentionDays, consentProofYears = defaultConsentProofYears, euOnly, plan } = snapshot
  return plainJson({
    id: workspaceId,
    ...{ slug, name, region, retentionDays, consentProofYears, euOnly, plan },
    policy: policyOf(snapshot.policy),
    sources: snapshot.sources.map(sourceOf),
    keys: keys.map((key) => keyOf(snapshot, key)),
    destinations: snapshot.destinations.map((destination) => destinationOf(control, snapshot, destination)),
    routes: routesOf(snapshot),
  })
}

function policyOf({ version, rules, adoptedBy, adoptedAt: _adoptedAt, ...choices }: Policy) {
  if (version === 0) return undefined
  const template = templateOf(rules)
  return template === null ? { rules, adoptedBy, ...choices } : { ...template, adoptedBy, ...choices }
}

// The database keeps no order of fields; a file that is compared line by line needs one.
function sourceOf({ id, slug, enabled, origins, jurisdiction, phoneCountry, categoryMap, ...rules }: SourceConfig) {
  const place = jurisdiction && [jurisdiction.country, jurisdiction.region].filter((part) => part !== null).join('-')
  const { absentMeans, acceptTestOrders, acceptBots, audience, sensitiveCategories, holdForConsent } = rules
  const identity = { id, slug, enabled, origins, jurisdiction: place, phoneCountry }
  return {
    ...identity,
    categories: categoryMap,
    absentMeans,
    acceptTestOrders,
    acceptBots,
    audience,
    sensitiveCategories,
    holdForConsent,
  }
}

function keyOf({ slug, sources }: Snapshot, { keyId, kind, sourceId, scopes }: ApiKeyRow) {
  const name = `${kind}-${keyId.slice(0, 8)}`
  const source = sources.find(({ id }) => id === sourceId)?.slug
  return { id: keyId, name, kind, source, scopes, value: placeholder(slug, name, 'key') }
}

function destinationOf(control: Control, snapshot: Snapshot, destination: DestinationConfig) {
  const { id, slug, type, enabled, settings, credentialsSealed: sealed, purposes, ...rest } = destination
  const stored = sealed === null ? null : openCredentials(control.master, snapshot, { destinationId: id, sealed })
  const credentials = stored === null ? undefined : namesOnly(stored, [snapshot.slug, slug])
  return { id, slug, type, enabled, settings, credentials, purposes, ...rest }
}

/** The shape of the credentials with every value replaced by the name of a variable. */
function namesOnly(value: Json, words: string[]): Json {
  if (Array.isArray(value)) return value.map((item, index) => namesOnly(item, [...words, String(index)]))
  if (!isJsonObject(value)) return placeholder(...words)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, namesOnly(inner, [...words, name])]))
}

function placeholder(...words: string[]): string {
  return `\${env:${variableName(...words)}}`
}

function routesOf(snapshot: Snapshot) {
  const ends = routesInSlugs(snapshot)
  return snapshot.routes.map(({ id, filter, value, mapping }, index) => ({
    id,
    ...ends[index],
    filter,
    value,
    mapping,
  }))
}

function yamlOf(config: Json): string {
  const document = new Document(config, { aliasDuplicateObjects: false })
  visit(document, {
    // Lists of words (`purposes: [analytics, advertising]`) read better on one line.
    Seq: (_, node) => {
      if (node.items.length === 0 || node.items.every((item) => !('items' in Object(item)))) node.flow = true
    },
    Map: (_, node) => {
      if (node.items.length === 0) node.flow = true
    },
  })
  return document.toString({ lineWidth: 120 })
}

function plainJson(value: object): Json {
  return JSON.parse(JSON.stringify(value))
}

function bySlug(a: { slug: string }, b: { slug: string }): number {
  return a.slug < b.slug ? -1 : 1
}
