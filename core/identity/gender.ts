import { lowered, machineText } from './clean-text.ts'
import type { Normalised } from './normalised.ts'

const initials: Record<string, 'f' | 'm'> = {
  f: 'f',
  female: 'f',
  woman: 'f',
  women: 'f',
  w: 'f',
  weiblich: 'f',
  frau: 'f',
  femme: 'f',
  m: 'm',
  male: 'm',
  man: 'm',
  men: 'm',
  männlich: 'm',
  herr: 'm',
  homme: 'm',
}

/** Meta, Snap `ge`: `f` or `m`; the vendors have no third value, so everything else is left out. */
export function genderInitial(raw: string): Normalised {
  const text = lowered(machineText(raw), 'NFKC')
  const initial = Object.hasOwn(initials, text) ? initials[text] : undefined
  return initial ? { text: initial } : { absent: 'gender_not_f_or_m' }
}

const nonBinary = new Set(['n', 'x', 'd', 'nb', 'non-binary', 'nonbinary', 'non binary', 'divers', 'diverse', 'enby'])

/** Pinterest `ge`: `f`, `m` or `n`, for people who say they are neither; an unknown word is not made one. */
export function genderInitialOrN(raw: string): Normalised {
  return nonBinary.has(lowered(machineText(raw), 'NFKC')) ? { text: 'n' } : genderInitial(raw)
}
