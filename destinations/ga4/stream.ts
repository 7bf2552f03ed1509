import type { Ga4Settings } from './settings.ts'

type Stream = Pick<Ga4Settings, 'firebaseAppId' | 'measurementId'>

/** Exactly one of the two ids is set: the settings see to it. */
export function isAppStream({ firebaseAppId }: Stream): boolean {
  return firebaseAppId !== undefined
}

export function streamQuery({ measurementId, firebaseAppId }: Stream): string {
  return firebaseAppId === undefined
    ? `measurement_id=${measurementId}`
    : `firebase_app_id=${encodeURIComponent(firebaseAppId)}`
}
