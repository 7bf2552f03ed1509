import { z } from 'zod'

/**
 * What one destination is told differently from what the shop sent: plain data, no code and no expressions, so that its
 * cost is bounded by its size. Vendor event id, consent, identity and money's meaning are out of its reach.
 */

const entriesMax = 50
const depthMax = 8

/** Would reach an object's own machinery instead of its data. */
const reserved = new Set(['__proto__', 'constructor', 'prototype'])

export const EventPath = z
  .string()
  .max(200)
  .refine((path) => namesOf(path).every((name) => name !== '' && !reserved.has(name)), 'has an empty or reserved name')
  .refine((path) => namesOf(path).length <= depthMax, `is deeper than ${depthMax} names`)
  .refine((path) => namesOf(path).length > 1 && parts.has(namesOf(path)[0] ?? ''), {
    message: 'must start with properties., traits. or context.',
  })

const parts = new Set(['properties', 'traits', 'context'])

/** A mapping writes properties only: context and traits are what the page and the person said. */
const PropertyPath = EventPath.refine((path) => path.startsWith('properties.'), 'must start with properties.')

const EventName = z.string().min(1).max(200)
const Constant = z.union([z.string().max(1_000), z.number(), z.boolean()])

export const RouteMapping = z.strictObject({
  events: bounded(z.record(EventName, EventName))
    .optional()
    .describe('Event name (or standard event) → the name this destination gets'),
  properties: bounded(z.record(PropertyPath, EventPath))
    .optional()
    .describe('Path to write → path to read, in the event as it was sent'),
  constants: bounded(z.record(PropertyPath, Constant)).optional().describe('Path to write → value'),
  keep: z.array(PropertyPath).max(entriesMax).optional().describe('Only these properties go, all others stay here'),
  drop: z.array(EventPath).max(entriesMax).optional().describe('These do not go'),
})
export type RouteMapping = z.infer<typeof RouteMapping>

export function namesOf(path: string): string[] {
  return path.split('.')
}

function bounded<Schema extends z.ZodType<Record<string, unknown>>>(schema: Schema): Schema {
  return schema.refine((entries) => Object.keys(entries).length <= entriesMax, `has more than ${entriesMax} entries`)
}
