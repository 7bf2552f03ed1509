import type { Signals } from '../signals.ts'
import { categoriesSignal } from './categories.ts'
import { cookiebotSignal } from './cookiebot.ts'
import { consentModeSignal } from './google-consent-mode.ts'
import { gpcSignal } from './gpc.ts'
import { gppSignal } from './gpp.ts'
import { onetrustSignal } from './onetrust.ts'
import { rudderstackSignal } from './rudderstack.ts'
import { shopifySignal } from './shopify.ts'
import type { ConsentWarning, Signal, SignalContext } from './signal.ts'
import { subjectSignal } from './subject.ts'
import { tcfSignal } from './tcf/tcf.ts'
import { usercentricsSignal } from './usercentrics.ts'
import { uspSignal } from './usp.ts'

/** Every signal there is. A new one is a file with its decoder, validity rules and row of consent.md 5.5, and a line here. */
export const signalKinds: readonly Signal[] = [
  categoriesSignal,
  gpcSignal,
  consentModeSignal,
  tcfSignal,
  rudderstackSignal,
  gppSignal,
  uspSignal,
  shopifySignal,
  onetrustSignal,
  cookiebotSignal,
  usercentricsSignal,
  subjectSignal,
]

/** What the sender should know of its consent fields: goes into the answer's `warnings`, the trace and `doctor`. */
export function consentWarnings(signals: Signals, source: SignalContext['source']): ConsentWarning[] {
  return signalKinds.flatMap((kind) => kind.warnings(signals, source))
}
