import { createHash } from 'node:crypto'

/** All that a decision's receipt is made of, as the database wrote it: no property, address or user agent among it. */
export interface ReceiptRow {
  receipt: string
  salt: string
  workspaceId: string
  eventId: string
  receivedMicros: string
  destinationId: string
  run: number
  stage: string
  verdict: string
  mode: string
  reason: string
  gate: string | null
  configVersion: number
  policyVersion: number
  signalsId: string
  inputsId: string | null
  /** As Postgres prints it. */
  jurisdiction: string | null
  consent: string | null
  rule: string | null
  warnings: string[] | null
  subjectKey: string | null
  decidedMicros: string
}

/** The verifier's own reading of what `data.write_receipt` does: two that agree by a test, and neither calls the other. */
export function receiptOf(row: ReceiptRow): string {
  const content = [
    'receipt 1',
    ...[row.workspaceId, row.eventId, row.receivedMicros, row.destinationId, row.run, row.stage],
    ...[row.verdict, row.mode, row.reason, row.gate, row.configVersion, row.policyVersion],
    ...[row.signalsId, row.inputsId, row.jurisdiction, row.consent, row.rule, row.warnings?.join(',')],
    ...[row.subjectKey, row.decidedMicros],
  ]
  const salt = Buffer.from(row.salt.replaceAll('-', ''), 'hex')
  const text = content.map((part) => part ?? '').join('\n')
  return createHash('sha256').update(salt).update(text, 'utf8').digest('hex')
}

export function dayOf({ receivedMicros }: Pick<ReceiptRow, 'receivedMicros'>): string {
  return new Date(Number(receivedMicros.slice(0, -3))).toISOString().slice(0, 10)
}
