import { z } from 'zod'

/** Fields that several destinations' settings share. */

/** A base URL: it may carry a path prefix, never a password, a query or a fragment. A trailing slash means nothing. */
export const BaseUrl = z
  .url({ protocol: /^https?$/ })
  .refine(holdsNoSecret, 'must have no user name, password, query or fragment')
  .transform((url) => url.replace(/\/+$/, ''))

/** One line of a secret as it goes into a header: printable, no spaces. */
export const HeaderSecret = z.string().regex(/^[\x21-\x7e]{1,4096}$/, 'must be printable text without spaces')

function holdsNoSecret(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.username === '' && url.password === '' && url.search === '' && url.hash === ''
}
