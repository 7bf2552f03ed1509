/** What a normaliser answers: the text to hash, or why there is none. */
export type Normalised = { text: string } | { absent: string }

export function textOr(text: string, absent: string): Normalised {
  return text === '' ? { absent } : { text }
}
