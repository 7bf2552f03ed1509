import type { Purpose } from '../purpose.ts'
import type { ConsentMode } from './google-consent-mode-capture.ts'
import {
  type ConsentModeReading,
  type ConsentModeType,
  type ConsentModeValue,
  consentModeTypes,
  readGcd,
  readGcs,
} from './google-consent-mode-strings.ts'
import { type ConsentWarning, defineSignal, type Said, type SignalContext } from './signal.ts'

/** Its row of consent.md 5.5: all types of a purpose must be granted. `gcs` speaks of the first two types only. */
const row: readonly { purpose: Purpose; types: readonly ConsentModeType[] }[] = [
  { purpose: 'analytics', types: ['analytics_storage'] },
  { purpose: 'advertising', types: ['ad_storage', 'ad_user_data'] },
  { purpose: 'ad_personalization', types: ['ad_personalization'] },
  { purpose: 'personalization', types: ['personalization_storage'] },
  { purpose: 'functional', types: ['functionality_storage'] },
]

/** An unreadable one may have said anything: it refuses the whole row. */
const unreadable: readonly { path: string; message: string; broken(mode: ConsentMode): boolean }[] = [
  {
    path: 'context.consentMode',
    message: 'is no object of granted and denied by type',
    broken: ({ fields }) => fields === 'invalid',
  },
  {
    path: 'context.gcs',
    message: 'is not G1 and two of 0, 1 and -',
    broken: ({ gcs }) => gcs !== undefined && readGcs(gcs) === null,
  },
  {
    path: 'context.gcd',
    message: 'is not 11 and four known letters, each with a digit',
    broken: ({ gcd }) => gcd !== undefined && readGcd(gcd) === null,
  },
]

/** Google Consent Mode v2. None of its forms tells when the person chose. */
export const consentModeSignal = defineSignal<ConsentMode>({
  name: 'consentMode',
  read: ({ consentMode }) => consentMode,
  validity: unreadable.map(({ broken }) => ({ reason: 'invalid_signal', broken })),
  speaksOf: row.map(({ purpose }) => purpose),
  chosenAt: () => null,
  say: (mode, context) => {
    const reading = readAll(mode)
    return row.flatMap(({ purpose, types }) => sayOf(types, reading, context).map((said) => ({ purpose, ...said })))
  },
  warn,
})

/**
 * The three forms tell of one state, so they are read as one: of each type the lowest. Only `gcd` tells a default from a
 * choice; its `t` holds down what the others call granted.
 */
function readAll({ fields, gcs, gcd }: ConsentMode): ConsentModeReading {
  const readings = [fields ?? {}, gcs === undefined ? {} : readGcs(gcs), gcd === undefined ? {} : readGcd(gcd)]
  const entries = consentModeTypes.map((type) => {
    const values = readings.flatMap((reading) => (isReading(reading) ? (reading[type] ?? []) : []))
    return [type, lowest(values)] as const
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function isReading(reading: ConsentModeReading | 'invalid' | null): reading is ConsentModeReading {
  return reading !== null && reading !== 'invalid'
}

function lowest(values: ConsentModeValue[]): ConsentModeValue | undefined {
  return lowestFirst.find((value) => values.includes(value))
}

const lowestFirst: readonly ConsentModeValue[] = ['invalid', 'denied', 'default', 'granted']

function sayOf(
  types: readonly ConsentModeType[],
  reading: ConsentModeReading,
  context: SignalContext,
): Omit<Said, 'purpose'>[] {
  if (types.some((type) => reading[type] === 'invalid')) return [{ value: 'denied', reason: 'invalid_signal' }]
  const denied = types.find((type) => reading[type] === 'denied')
  if (denied !== undefined) return [{ value: 'denied', reason: `${denied}_denied` }]
  if (types.some((type) => reading[type] === undefined)) return []
  if (types.some((type) => reading[type] === 'default')) return [sayDefault(context)]
  return [{ value: 'granted', reason: 'consent_mode_granted' }]
}

/** Where the law asks for a choice, a default is none (case 20). */
function sayDefault({ law }: SignalContext): Omit<Said, 'purpose'> {
  const value = law.regime === 'opt_in' ? 'unset' : 'granted'
  return { value, reason: 'consent_mode_default', basis: 'default' }
}

function warn(mode: ConsentMode): ConsentWarning[] {
  const { fields } = mode
  const types =
    fields === undefined || fields === 'invalid' ? [] : consentModeTypes.filter((type) => fields[type] === 'invalid')
  return [
    ...unreadable.filter(({ broken }) => broken(mode)).map(({ path, message }) => warning(path, message)),
    ...types.map((type) => warning(`context.consentMode.${type}`, 'is neither granted nor denied')),
  ]
}

function warning(path: string, message: string): ConsentWarning {
  return { code: 'invalid_consent', path, message: `${message}: read as a refusal` }
}
