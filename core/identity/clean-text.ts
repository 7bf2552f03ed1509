/** Zero-width, soft-hyphen, bidi and filler characters: never typed on purpose, they come with copy and paste. */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** Characters a person reads, full-width and composed forms folded (NFKC): for e-mails, phones, codes and dates. */
export function machineText(raw: string): string {
  return raw.replace(invisible, '').normalize('NFKC').replace(invisible, '').trim()
}

/** NFC keeps the letters as written, so that NFD input (`e` + accent) gives the digest of the composed letter. */
export function humanText(raw: string): string {
  return raw.replace(invisible, '').normalize('NFC').trim()
}

/** Twice: lower-casing can leave a form that composes again (`İ`), and a normaliser must be idempotent. */
export function lowered(text: string, form: 'NFC' | 'NFKC'): string {
  return text.toLowerCase().normalize(form).toLowerCase().normalize(form)
}

/** Composed again, for a mark can now stand behind another letter (`e-` + accent). */
export function withoutCharacters(text: string, pattern: RegExp): string {
  return text.replace(pattern, '').normalize('NFC').trim()
}

/** A digest the sender made: a whole string of 64 hex digits, in either case; anything longer or shorter is not. */
export function prehashedDigest(raw: string): string | null {
  const text = raw.trim()
  return /^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : null
}
