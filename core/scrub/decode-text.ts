/** A text as its reader will decode it, and where in the source each of its characters stands. */
export interface DecodedText {
  text: string
  startOf(index: number): number
  /** Exclusive. */
  endOf(index: number): number
}

/** More layers than anybody sends by accident; each is one linear pass. */
const maxLayers = 4
/** Most texts: nothing to decode, so no positions to keep (a decoded URL costs ten times a plain one). */
const encoded = /[%\\\u0080-\uffff]|&(?:#|[a-z]{2,6};)/i

/** Takes percent, HTML-entity and JSON escapes off, however they are nested; folds full-width and drops invisible characters. */
export function decodeText(source: string): DecodedText {
  let decoded: DecodedText = { text: source, startOf: (index) => index, endOf: (index) => index + 1 }
  for (let layer = 0; layer < maxLayers && encoded.test(decoded.text); layer++) {
    const next = decodeLayer(decoded.text)
    if (next.text === decoded.text) return decoded
    decoded = onto(decoded, next)
  }
  return decoded
}

/** Positions of the outer decoding, expressed in the source of the inner one. */
function onto(inner: DecodedText, outer: DecodedText): DecodedText {
  return {
    text: outer.text,
    startOf: (index) => inner.startOf(outer.startOf(index)),
    endOf: (index) => inner.endOf(outer.endOf(index) - 1),
  }
}

interface Unit {
  characters: string
  end: number
}

function decodeLayer(source: string): DecodedText {
  const parts: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  for (let start = 0; start < source.length; ) {
    const unit = unitAt(source, start)
    parts.push(unit.characters)
    for (let left = unit.characters.length; left > 0; left--) {
      starts.push(start)
      ends.push(unit.end)
    }
    start = unit.end
  }
  return {
    text: parts.join(''),
    startOf: (index) => starts[index] ?? source.length,
    endOf: (index) => ends[index] ?? 0,
  }
}

function unitAt(source: string, at: number): Unit {
  const code = source.charCodeAt(at)
  if (code === 0x25) return percentAt(source, at) ?? { characters: '%', end: at + 1 }
  if (code === 0x26) return entityAt(source, at) ?? { characters: '&', end: at + 1 }
  if (code === 0x5c) return escapeAt(source, at) ?? { characters: '\\', end: at + 1 }
  if (code < 0x80) return { characters: source[at] ?? '', end: at + 1 }
  const character = String.fromCodePoint(source.codePointAt(at) ?? code)
  return { characters: folded(character), end: at + character.length }
}

/** `%40`, `%2540`, `%252540` …; bytes of a UTF-8 sequence are read together. */
function percentAt(source: string, at: number): Unit | null {
  const first = byteAt(source, at)
  if (!first) return null
  const more = continuationBytes(first.byte)
  let codePoint = more === 0 ? first.byte : first.byte & (0x3f >> more)
  let end = first.end
  for (let i = 0; i < more; i++) {
    const next = byteAt(source, end)
    // Not UTF-8: read as Latin-1, as old shops send it.
    if (!next || (next.byte & 0xc0) !== 0x80)
      return { characters: folded(String.fromCharCode(first.byte)), end: first.end }
    codePoint = (codePoint << 6) | (next.byte & 0x3f)
    end = next.end
  }
  return { characters: characterOf(codePoint), end }
}

function continuationBytes(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 0
  if (first < 0xe0) return 1
  return first < 0xf0 ? 2 : 3
}

const percent = /%(?:25)*([0-9a-f]{2})/iy

function byteAt(source: string, at: number): { byte: number; end: number } | null {
  percent.lastIndex = at
  const match = percent.exec(source)
  return match ? { byte: Number.parseInt(match[1] ?? '', 16), end: percent.lastIndex } : null
}

const entity = /&(?:amp;){0,8}#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?/iy
const namedEntity = /&(?:amp;){0,8}(amp|commat|period|plus|lowbar|hyphen|equals|percnt|num|nbsp);/iy
const namedCharacters: Record<string, string> = {
  amp: '&',
  commat: '@',
  period: '.',
  plus: '+',
  lowbar: '_',
  hyphen: '-',
  equals: '=',
  percnt: '%',
  num: '#',
  nbsp: ' ',
}

function entityAt(source: string, at: number): Unit | null {
  entity.lastIndex = at
  const numeric = entity.exec(source)
  if (numeric) return { characters: characterOf(numberOf(numeric)), end: entity.lastIndex }
  namedEntity.lastIndex = at
  const named = namedEntity.exec(source)
  if (!named) return null
  return { characters: namedCharacters[(named[1] ?? '').toLowerCase()] ?? '', end: namedEntity.lastIndex }
}

function numberOf([, hex, decimal]: RegExpExecArray): number {
  return hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
}

/** `\u0040`, `\x40`, `\u{40}`, also when escaped again; the bound keeps a run of backslashes linear. */
const escaped = /\\{1,8}(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2}))/iy

function escapeAt(source: string, at: number): Unit | null {
  escaped.lastIndex = at
  const match = escaped.exec(source)
  if (!match) return null
  return {
    characters: characterOf(Number.parseInt(match[1] ?? match[2] ?? match[3] ?? '', 16)),
    end: escaped.lastIndex,
  }
}

function characterOf(codePoint: number): string {
  return codePoint > 0x10ffff ? '\ufffd' : folded(String.fromCodePoint(codePoint))
}

const invisible = /^[\p{Cf}\p{Default_Ignorable_Code_Point}]$/u

function folded(character: string): string {
  if (character < '\u0080') return character
  if (invisible.test(character)) return ''
  // The ideographic full stop ends a domain label like `.` (IDNA); libphonenumber reads Arabic digits, so do we.
  if (character === '\u3002') return '.'
  if (/[\u0660-\u0669\u06f0-\u06f9]/.test(character)) return String(character.charCodeAt(0) & 0x0f)
  const plain = character.normalize('NFKC')
  // Ligatures of whole phrases would blow a text up 18 times, and none holds what we look for.
  return plain.length > 4 ? character : plain
}
