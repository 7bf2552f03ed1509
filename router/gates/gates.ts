import { acceptsGate } from './accepts.ts'
import { ageWindowGate } from './age-window.ts'
import { consentGate } from './consent.ts'
import { egressLocationGate } from './egress-location.ts'
import { enabledGate } from './enabled.ts'
import type { Gate } from './gate.ts'
import { identityGate } from './identity.ts'
import { routeFilterGate } from './route-filter.ts'
import { suppressionGate } from './suppression.ts'

/** In the order they are asked; the first that does not pass decides. */
export const gates: readonly Gate[] = [
  enabledGate,
  acceptsGate,
  routeFilterGate,
  egressLocationGate,
  suppressionGate,
  consentGate,
  ageWindowGate,
  identityGate,
]
