import { aTcString, coreFields, toBits, toText } from '../../test/support/a-tc-string.ts'

const vendorsShown = 1_200

/** A banner's answer: 1,200 vendors shown, three of four consented to, at a moment of its own on the same day. */
export function realTcString(moment: number): string {
  const time = `${realistic.slice(1, 4)}${letters(moment)}`
  return `${realistic.charAt(0)}${time}${time}${realistic.slice(13)}`
}

const realistic = makeRealistic()

function makeRealistic(): string {
  const [core = ''] = aTcString().split('.')
  const head = toBits(core).slice(0, coreFields.vendorConsents[0])
  const shown = vendors((id) => id > 0)
  const consented = vendors((id) => id % 4 !== 0)
  return `${toText(`${head}${consented}${consented}${binary(0, 12)}`)}.${toText(`001${shown}`)}`
}

function vendors(has: (id: number) => boolean): string {
  const bits = Array.from({ length: vendorsShown }, (_, index) => (has(index + 1) ? '1' : '0')).join('')
  return `${binary(vendorsShown, 16)}0${bits}`
}

/** Strings that try to cost more than one of a banner, each different from the last. */
export function hostileTcString(n: number): string {
  return (hostile[n % hostile.length] as (n: number) => string)(n)
}

const hostile: readonly ((n: number) => string)[] = [
  (n) => `C${letters(n)}${'A'.repeat(1_000_000)}`,
  (n) => `C${letters(n)}${'x7_Q-pT0'.repeat(1_000)}`,
  (n) => withRanges(n, 32_000, 1),
  (n) => withRanges(n, 32_000, 1_400),
  (n) => `${realTcString(n)}${'.YAAA'.repeat(1_000)}`,
  (n) => `${realTcString(n).slice(0, 300)}${letters(n)}`,
]

function withRanges(n: number, last: number, entries: number): string {
  const [core = '', disclosed = ''] = realTcString(n).split('.')
  const head = toBits(core).slice(0, coreFields.vendorConsents[0])
  const ranges = `1${binary(1, 16)}${binary(last, 16)}`.repeat(entries)
  return `${toText(`${head}${binary(last, 16)}1${binary(entries, 12)}${ranges}${'0'.repeat(29)}`)}.${disclosed}`
}

/** Three letters of base64url: tenths of a second of some seven hours. */
function letters(value: number): string {
  return toText(binary(value % 2 ** 18, 18))
}

function binary(value: number, length: number): string {
  return value.toString(2).padStart(length, '0')
}
