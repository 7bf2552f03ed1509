import { batch } from './batch.ts'
import { call } from './call.ts'
import { consent } from './consent.ts'
import { consentHistory } from './consent-history.ts'
import { deadList } from './dead-list.ts'
import { deadShow } from './dead-show.ts'
import { doctor } from './doctor.ts'
import type { Door } from './door.ts'
import { event } from './event.ts'
import { events } from './events.ts'
import { explain } from './explain.ts'
import { health } from './health.ts'
import { importHistory } from './import.ts'
import { metrics } from './metrics.ts'
import { operations } from './operations.ts'
import { ready } from './ready.ts'
import { reconciliation } from './reconciliation.ts'
import { replayStatus } from './replay-status.ts'
import { subjectErase } from './subject-erase.ts'
import { subjectExport } from './subject-export.ts'
import { subjectRequests } from './subject-requests.ts'
import { tail } from './tail.ts'
import { verifyReceiptsDoor } from './verify-receipts.ts'

export const doors: readonly Door[] = [
  call,
  batch,
  importHistory,
  consent,
  consentHistory,
  event,
  events,
  tail,
  explain,
  doctor,
  reconciliation,
  verifyReceiptsDoor,
  deadList,
  deadShow,
  subjectExport,
  subjectErase,
  subjectRequests,
  replayStatus,
  operations,
  health,
  ready,
  metrics,
]
