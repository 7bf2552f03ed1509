import type { DeliveryRecord, IngestRecord } from './records.ts'

/**
 * A batch as api.ingest_lines takes it: an event a line, a delivery a line, fields between tabs in the order of
 * data.ingest_item and data.ingest_delivery. JSON and base64 hold no raw tab or line break, so nothing is escaped.
 */
export interface IngestLines {
  event: string
  deliveries: string[]
}

export function ingestLines(record: IngestRecord): IngestLines {
  return { event: eventLine(record), deliveries: record.deliveries.map(deliveryLine) }
}

/** What the events tell the ledger, by their place in the batch; most tell nothing. */
export function newsOf(records: readonly IngestRecord[]): object[] {
  return records.flatMap(({ workspaceId, links, choices }, index) =>
    links === undefined && choices === undefined ? [] : [{ ordinality: index + 1, workspaceId, links, choices }],
  )
}

const none = '\\N'

function eventLine(record: IngestRecord): string {
  return [
    record.workspaceId,
    record.epoch,
    record.eventId,
    record.receivedAt,
    record.occurredAt,
    record.dedupUntil,
    record.bodyHash,
    record.sourceId,
    word(record.type),
    JSON.stringify(record.name),
    record.reduced,
    JSON.stringify(record.body),
    record.identitySealed ?? none,
    record.network === null ? none : JSON.stringify(record.network),
    list(record.lookupKeys),
    list(record.subjectKeys),
    record.blindedKeys === undefined ? none : list(record.blindedKeys),
    record.signalsId,
    JSON.stringify(record.signals),
    record.inputsId ?? none,
    record.inputs === null ? none : JSON.stringify(record.inputs),
    record.fanOut,
    JSON.stringify(record.filtered),
    record.configVersion,
    record.policyVersion,
  ].join('\t')
}

function deliveryLine(delivery: DeliveryRecord): string {
  return [
    delivery.destinationId,
    delivery.state,
    delivery.verdict,
    delivery.mode,
    word(delivery.reason),
    delivery.gate === null ? none : word(delivery.gate),
    delivery.dueAt ?? none,
    delivery.expiresAt ?? none,
    list(delivery.purposes),
    delivery.plainSealed ?? none,
    delivery.consent,
    delivery.rule === null ? none : word(delivery.rule),
    delivery.warnings === null ? none : list(delivery.warnings),
  ].join('\t')
}

/** Ids and codes only: neither holds what an array literal gives a meaning to. */
function list(words: readonly string[]): string {
  return `{${words.map(word).join(',')}}`
}

const separators = /[\t\n\\{},"]/

/** One that held a separator would shift all fields behind it. */
function word(text: string): string {
  if (separators.test(text)) throw new TypeError('a code of an event holds a separator')
  return text
}
