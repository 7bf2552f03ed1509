import type { TcfConsent, TcfReading } from './decode.ts'

export interface TcfRule {
  reason: string
  message: string
  broken(reading: TcfReading, receivedAt: string): boolean
}

const policyVersionMin = 4
const monthsMax = 13
const dayMs = 86_400_000

/** Can be told from the string alone, so that its sender is warned at once. */
export const formRules: readonly TcfRule[] = [
  problemRule('invalid_signal', 'cannot be decoded'),
  problemRule('tcf_version_unsupported', 'is not of version 2'),
  problemRule('tcf_cmp_unknown', 'names no CMP'),
  // Strings of older policies are invalid since 30 September 2023 (TCF v2.2).
  rule('tcf_policy_outdated', 'has a policy version below 4', ({ policyVersion }) => policyVersion < policyVersionMin),
  // Group and global scope are withdrawn: the bit must be set (TCF v2.2).
  rule('tcf_not_service_specific', 'is not service-specific', ({ isServiceSpecific }) => !isServiceSpecific),
  // Mandatory since v2.3: without it a vendor that was never shown looks like one that was refused.
  rule(
    'tcf_disclosure_missing',
    'has no disclosed vendors segment',
    ({ disclosedVendors }) => disclosedVendors === null,
  ),
]

/** Against the event's arrival. The string's times are days. */
const timeRules: readonly TcfRule[] = [
  rule('tcf_in_the_future', 'is of a day to come', (consent, receivedAtMs) => !(latestDayMs(consent) <= receivedAtMs)),
  // People are asked again after 13 months at the latest (TCF policies).
  rule(
    'tcf_expired',
    'is older than 13 months',
    (consent, receivedAtMs) => !(receivedAtMs < addMonths(choiceDayMs(consent), monthsMax) + dayMs),
  ),
]

/** The first that is broken turns the whole string into a refusal (case 27). */
export const tcfRules: readonly TcfRule[] = [...formRules, ...timeRules]

/** The start of the day on which the person chose: a withdrawal of the same day is newer than that. */
export function choiceDayMs({ createdAtMs, lastUpdatedAtMs }: TcfConsent): number {
  return startOfDayMs(Math.min(createdAtMs, lastUpdatedAtMs))
}

function latestDayMs({ createdAtMs, lastUpdatedAtMs }: TcfConsent): number {
  return startOfDayMs(Math.max(createdAtMs, lastUpdatedAtMs))
}

function startOfDayMs(timeMs: number): number {
  return Math.floor(timeMs / dayMs) * dayMs
}

/** 31 January and a month is the last day of February. */
function addMonths(dayStartMs: number, months: number): number {
  const day = new Date(dayStartMs)
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth() + months]
  return Math.min(Date.UTC(year, month, day.getUTCDate()), Date.UTC(year, month + 1, 0))
}

function problemRule(reason: string, message: string): TcfRule {
  return { reason, message, broken: (reading) => 'problem' in reading && reading.problem === reason }
}

function rule(
  reason: string,
  message: string,
  broken: (consent: TcfConsent, receivedAtMs: number) => boolean,
): TcfRule {
  const check = (reading: TcfReading, receivedAt: string) =>
    !('problem' in reading) && broken(reading, Date.parse(receivedAt))
  return { reason, message, broken: check }
}
