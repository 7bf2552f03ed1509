import { categoriesSignal } from './categories.ts'
import { gpcSignal } from './gpc.ts'
import type { Signal } from './signal.ts'

/** Every signal there is. A new one is a file with its decoder, validity rules and row of consent.md 5.5, and a line here. */
export const signalKinds: readonly Signal[] = [categoriesSignal, gpcSignal]
