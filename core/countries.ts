/** Codes people write that ISO 3166-1 does not assign, and codes that name no country. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['EL', 'GR'],
  ['USA', 'US'],
  ['UNITED STATES OF AMERICA', 'US'],
  ['GREAT BRITAIN', 'GB'],
  ['ENGLAND', 'GB'],
  ['SCOTLAND', 'GB'],
  ['HOLLAND', 'NL'],
  ['CZECH REPUBLIC', 'CZ'],
  ['TURKEY', 'TR'],
])
const noCountry = /^(AA|AP|EU|EZ|UN|ZZ|Q[M-Z]|X[A-JL-Z])$/

/** ISO 3166-1 alpha-2 of a code or an English name (Segment's `location.country` holds either); null = unreadable. */
export function countryCode(written: unknown): string | null {
  if (typeof written !== 'string' || written.length > 60) return null
  const text = written.trim().toUpperCase()
  const code = aliases.get(text) ?? text
  if (!/^[A-Z]{2}$/.test(code)) return codesByName().get(code) ?? null
  return isCountry(code) ? currentCode(code) : null
}

/** Withdrawn codes stand for the country of today: `DD` is `DE`, `UK` is `GB`. */
function currentCode(code: string): string {
  return new Intl.Locale(`und-${code}`).region ?? code
}

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

function isCountry(code: string): boolean {
  return !noCountry.test(code) && names.of(code) !== undefined
}

let byName: ReadonlyMap<string, string> | null = null

function codesByName(): ReadonlyMap<string, string> {
  byName ??= new Map(allCodes().map((code) => [(names.of(code) ?? code).toUpperCase(), code]))
  return byName
}

function allCodes(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  return codes.filter((code) => isCountry(code) && currentCode(code) === code)
}
