import { z } from 'zod'

export const WebhookSettings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .refine(holdsNoPassword, 'must have no user name, password or fragment')
    .describe('Where to post, https and a public address. Do not put a secret in it: the signature proves the sender.'),
})
export type WebhookSettings = z.infer<typeof WebhookSettings>

export const WebhookCredentials = z.strictObject({
  secrets: z
    .array(z.string().refine(isSigningSecret, 'must be whsec_ and the base64 of 24 to 64 bytes'))
    .min(1)
    .max(5)
    .describe(
      'Signing secrets. Each request is signed with all of them: add the new one, change the receiver, remove the old one.',
    ),
})
export type WebhookCredentials = z.infer<typeof WebhookCredentials>

/** Standard Webhooks 1.0.0: 24 to 64 random bytes. */
function isSigningSecret(text: string): boolean {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1]
  if (base64 === undefined) return false
  const bytes = Buffer.from(base64, 'base64').length
  return bytes >= 24 && bytes <= 64
}

function holdsNoPassword(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.username === '' && url.password === '' && url.hash === ''
}
