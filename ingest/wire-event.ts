import { z } from 'zod'
import { EventType } from '../core/event.ts'
import { isJsonObject, type JsonObject } from '../core/json.ts'
import { eventNameLengthMax, idLengthMax, messageIdLengthMax } from './limits/numbers.ts'
import { type ItemProblem, pathText } from './strict-json.ts'

const jsonObject = z
  .custom<JsonObject>(isJsonObject, 'must be an object')
  .nullish()
  .transform((value) => value ?? {})

/** Numeric ids are taken as text; an empty one is none. */
const id = z
  .union([z.string().max(idLengthMax), z.int()], `must be text of at most ${idLengthMax} characters`)
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? null : String(value)))

const text = z
  .string()
  .max(eventNameLengthMax)
  .nullish()
  .transform((value) => (value === undefined || value === '' ? null : value))

const time = z
  .string('must be an ISO 8601 text')
  .nullish()
  .transform((value) => value ?? null)

/** One Segment call as the wire has it. What is unknown inside properties, traits and context is kept. */
export const WireEvent = z
  .object({
    type: EventType,
    messageId: z
      .string()
      .max(messageIdLengthMax)
      .nullish()
      .transform((value) => (value === undefined || value === '' ? null : value)),
    userId: id,
    anonymousId: id,
    previousId: id,
    groupId: id,
    event: text,
    name: text,
    category: text,
    timestamp: time,
    originalTimestamp: time,
    /** Of the item or its batch. Transport: a text we cannot read is ignored with a warning. */
    sentAt: z.unknown().optional(),
    properties: jsonObject,
    traits: jsonObject,
    context: jsonObject,
    integrations: jsonObject,
  })
  .superRefine((event, context) => {
    for (const [code, path, message] of broken(event)) {
      context.addIssue({ code: 'custom', path: [path], message, params: { code } })
    }
  })
export type WireEvent = z.infer<typeof WireEvent>

type Rule = [code: string, path: string, message: string]

/** Segment's rules for the calls. */
function broken(event: {
  type: EventType
  event: string | null
  userId: string | null
  anonymousId: string | null
  previousId: string | null
  groupId: string | null
}): Rule[] {
  const rules: Rule[] = []
  if (event.userId === null && event.anonymousId === null) {
    rules.push(['id_missing', 'userId', 'userId or anonymousId is required'])
  }
  if (event.type === 'track' && event.event === null) {
    rules.push(['event_missing', 'event', 'a track call needs its event name'])
  }
  if (event.type === 'group' && event.groupId === null) {
    rules.push(['group_id_missing', 'groupId', 'a group call needs groupId'])
  }
  if (event.type === 'alias' && event.previousId === null) {
    rules.push(['previous_id_missing', 'previousId', 'an alias call needs previousId'])
  }
  return rules
}

export function parseWireEvent(item: JsonObject): { event: WireEvent } | { problem: ItemProblem } {
  const parsed = WireEvent.safeParse(item)
  if (parsed.success) return { event: parsed.data }
  const [issue] = parsed.error.issues
  if (issue === undefined) return { problem: { code: 'invalid', path: '', message: 'the event is invalid' } }
  return { problem: { code: codeOf(issue), path: pathText(issue.path), message: issue.message } }
}

/** zod's messages name types and options, never the value. */
function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return typeof issue.params?.code === 'string' ? issue.params.code : 'invalid_type'
  if (issue.path[0] === 'type') return 'unknown_type'
  return issue.code === 'too_big' ? 'too_long' : 'invalid_type'
}
