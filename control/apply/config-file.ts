import { z } from 'zod'
import { Region } from '../../core/config.ts'
import { GivenId, KeyScope, Slug } from '../fields.ts'
import { CreateWorkspace } from '../verbs/create-workspace.ts'
import { SaveDestination } from '../verbs/save-destination.ts'
import { SavePolicy } from '../verbs/save-policy.ts'
import { SaveRoute } from '../verbs/save-route.ts'
import { SaveSource } from '../verbs/save-source.ts'

/** The whole configuration as a person writes it. Fields are the verbs' own inputs; only names differ where a file reads better. */

const Place = z
  .string()
  .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'must be a country such as DE, or a country and subdivision such as US-CA')

const FileSource = SaveSource.omit({ categoryMap: true, jurisdiction: true }).extend({
  jurisdiction: Place.nullable()
    .default(null)
    .describe('Where an event that says nothing of the place is from; null = unknown'),
  categories: SaveSource.shape.categoryMap.describe('CMP category → purposes, on top of the default map'),
})

/** `value` in the file is always `${env:NAME}`; here it is the value already. */
const FileKey = z.strictObject({
  id: GivenId.optional(),
  name: z.string().min(1).max(64).describe('For people, and what a key without a value is recognised by'),
  kind: z.enum(['write', 'secret']),
  source: z.string().optional().describe('Slug; a write key needs one'),
  scopes: z.array(KeyScope).min(1).optional().describe('Default: ingest'),
  value: z.string().optional().describe('${env:NAME} of an existing key; left out = a new one is made and shown once'),
})
export type FileKey = z.infer<typeof FileKey>

const FileDestination = SaveDestination.extend({
  credentials: z
    .record(z.string(), z.json())
    .optional()
    .describe('Every text is ${env:NAME}; left out = those there stay'),
})

export const FileWorkspace = z.strictObject({
  id: GivenId.optional().describe('Fixed, so that an export applies to a fresh installation with the same ids'),
  slug: Slug,
  name: z.string().min(1).max(200),
  region: Region.describe('Where its data rests; cannot be changed here'),
  retentionDays: CreateWorkspace.shape.retentionDays,
  consentProofYears: CreateWorkspace.shape.consentProofYears.describe(
    'Proof of consent is kept while in force and then for so many years',
  ),
  euOnly: CreateWorkspace.shape.euOnly,
  plan: CreateWorkspace.shape.plan,
  policy: SavePolicy.optional().describe(
    'Left out = the policy there stays; a new workspace has none and sends nothing that needs consent',
  ),
  sources: z.array(FileSource).default([]),
  keys: z.array(FileKey).default([]),
  destinations: z.array(FileDestination).default([]),
  routes: z.array(SaveRoute).default([]),
})
export type FileWorkspace = z.infer<typeof FileWorkspace>

export const ConfigFile = z.strictObject({
  workspaces: z.array(FileWorkspace).min(1),
})
export type ConfigFile = z.infer<typeof ConfigFile>

export function jsonSchemaOfConfigFile(): object {
  const schema = z.toJSONSchema(ConfigFile, { io: 'input' })
  return {
    ...schema,
    title: 'TrackLayer configuration',
    description: 'What `tracklayer apply` reads and `export` prints.',
  }
}
