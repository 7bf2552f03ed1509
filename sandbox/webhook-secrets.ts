import { z } from 'zod'
import { DestinationRef } from './script.ts'

const Secret = z
  .string()
  .regex(/^(whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$/, { error: 'must be whsec_ and base64 of 24 to 64 bytes' })

export const WebhookSecret = z.strictObject({
  /** A destination's id; `webhook` = every destination without its own. */
  destination: DestinationRef.default('webhook'),
  /** Several while a key is rotated: one match is enough. */
  secret: z.union([Secret, z.array(Secret).min(1).max(10)]),
})
export type WebhookSecret = z.infer<typeof WebhookSecret>

/** Held in memory only. */
export interface WebhookSecrets {
  set(entry: WebhookSecret): void
  for(destinationId: string | null): readonly string[]
  clear(): void
}

export function webhookSecrets(initial: Readonly<Record<string, string | string[]>> = {}): WebhookSecrets {
  const known = new Map<string, string[]>()
  const set = ({ destination, secret }: WebhookSecret) => {
    known.set(destination, Array.isArray(secret) ? secret : [secret])
  }
  for (const [destination, secret] of Object.entries(initial)) set(WebhookSecret.parse({ destination, secret }))
  return {
    set,
    for: (destinationId) => known.get(destinationId ?? '') ?? known.get('webhook') ?? [],
    clear: () => known.clear(),
  }
}
