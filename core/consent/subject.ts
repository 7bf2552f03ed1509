import { isJsonObject, type JsonObject } from '../json.ts'
import type { Signals, SubjectSigns } from '../signals.ts'
import { defineSignal, type Said } from './signal.ts'

export const subjectKeys = ['subject', 'age_band', 'ageBand'] as const
const adultAge = 18

/** `context.subject { minor, age_band }` or `context.age_band`. An adult is no sign; what cannot be read may be a child. */
export function captureSubject(context: JsonObject): SubjectSigns | undefined {
  const inside = isJsonObject(context.subject) ? context.subject : {}
  const bands = [inside.age_band, inside.ageBand, context.age_band, context.ageBand]
  const signs = [signOfFlag(inside.minor), ...bands.map(signOfBand)]
  if (signs.includes('yes')) return { minor: 'yes' }
  const isOddShape = context.subject !== undefined && context.subject !== null && !isJsonObject(context.subject)
  return isOddShape || signs.includes('doubtful') ? { minor: 'doubtful' } : undefined
}

type Sign = SubjectSigns['minor'] | null

function signOfFlag(minor: unknown): Sign {
  if (minor === undefined || minor === null || minor === false) return null
  return minor === true ? 'yes' : 'doubtful'
}

/** `under_13`, `13-15`, `18+`, `25-34`: of a band that holds both, the younger counts. */
function signOfBand(band: unknown): Sign {
  if (band === undefined || band === null || band === '') return null
  if (typeof band !== 'string') return 'doubtful'
  const ages = (band.match(/\d{1,3}/g) ?? []).map(Number)
  if (ages.length === 0) return /^(minor|child|teen)/i.test(band) ? 'yes' : 'doubtful'
  const isUpperBound = ages.length === 1 && /^\s*(under|below|less|<|u)/i.test(band)
  return isUpperBound || Math.min(...ages) < adultAge ? 'yes' : null
}

/** Case 36: nothing of it for ads, whoever else consented to it. */
export const subjectSignal = defineSignal<SubjectSigns>({
  name: 'subject',
  read: ({ subject }: Signals) => subject,
  validity: [{ reason: 'invalid_signal', broken: (subject) => !isJsonObject(subject) }],
  speaksOf: ['advertising', 'ad_personalization'],
  chosenAt: () => null,
  say: (subject) => reasonsIn(subject).flatMap(denyAds),
  warn: ({ minor }) =>
    minor === 'doubtful'
      ? [
          {
            code: 'invalid_consent',
            path: 'context.subject',
            message: 'does not say readably who is a minor: taken as one',
          },
        ]
      : [],
})

function reasonsIn({ minor, sensitiveProducts }: SubjectSigns): string[] {
  return [...(minor === undefined ? [] : ['minor']), ...(sensitiveProducts === true ? ['sensitive_category'] : [])]
}

export function denyAds(reason: string): Said[] {
  return (['advertising', 'ad_personalization'] as const).map((purpose) => ({ purpose, value: 'denied', reason }))
}
