import { type Admission, admit, type Scope } from './authenticate.ts'
import type { IngestContext } from './http.ts'
import type { IngestDeps } from './ports.ts'
import { keyOfRequest } from './presented-key.ts'
import { Refusal } from './refusal.ts'

/** For doors that show what is stored: a secret key with scope `read` (or another that will do), from the header. */
export async function admitReader(
  c: IngestContext,
  deps: IngestDeps,
  scopes: readonly Scope[] = ['read'],
): Promise<Admission> {
  const presented = keyOfRequest(c.req.raw.headers, undefined)
  if (presented === null) throw new Refusal(401, 'key_missing', 'send a secret key in the Authorization header')
  return admit(c, deps, presented, scopes)
}
