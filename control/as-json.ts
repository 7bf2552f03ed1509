import { z } from 'zod'

/** A part of the configuration as an audit row and a diff show it: fields that are not set are not there. */
export function asJson(part: object) {
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(part)))
}
