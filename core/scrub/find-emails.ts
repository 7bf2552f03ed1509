export interface Span {
  start: number
  /** Exclusive. */
  end: number
  marker: string
}

/** What a local part is made of in practice. `/ ? # & =` are legal, too, but are the structure of URLs. */
const asciiLocal = new Set([..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!$%'*+^_`{|}~-"])
const letter = /[\p{L}\p{N}\p{M}]/u
const domain = /[\p{L}\p{N}\p{M}.-]{1,255}/uy
/** Retina images are named `logo@2x.png`. */
const imageScale = /^\d(?:\.\d{1,2})?x\.(?:png|jpe?g|gif|webp|avif|svg)/i

/** Every e-mail address in decoded text. Linear: each run of characters is read once, between two `@`. */
export function findEmails(text: string): Span[] {
  const spans: Span[] = []
  let searched = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at, searched)
    const end = start === at ? null : domainEnd(text, at + 1)
    if (end !== null) spans.push({ start, end, marker: '[email]' })
    searched = end ?? at + 1
  }
  return spans
}

function localStart(text: string, at: number, from: number): number {
  let start = at
  while (start > from && isLocal(text.charCodeAt(start - 1))) start--
  return start
}

function isLocal(code: number): boolean {
  const character = String.fromCharCode(code)
  if (code < 0x80) return asciiLocal.has(character)
  return (code >= 0xd800 && code <= 0xdfff) || letter.test(character)
}

/** Up to the last label that can be a top-level domain, so that `pkg@4.17.21` is none and `a@x.com.2` ends before the 2. */
function domainEnd(text: string, from: number): number | null {
  domain.lastIndex = from
  const run = domain.exec(text)?.[0] ?? ''
  if (run.startsWith('.') || imageScale.test(run)) return null
  const labels = run.split('.')
  const last = labels.findLastIndex((label) => /^\p{L}\p{M}*\p{L}/u.test(label))
  return last < 1 ? null : from + labels.slice(0, last + 1).join('.').length
}
