import { hash, verify } from '@node-rs/bcrypt'

// 50 ms a check at this cost: asked at issue, import and rotation only. Requests are checked by the HMAC (design 8).
const cost = 10

export function verifierFor(key: string): Promise<string> {
  // bcrypt reads 72 bytes; the longest key has 52.
  return hash(key, cost)
}

export function verifyKeyAgainstVerifier(key: string, verifier: string): Promise<boolean> {
  return verify(key, verifier)
}
