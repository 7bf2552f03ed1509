import { machineText } from './clean-text.ts'
import type { Normalised } from './normalised.ts'

/** Year first (`1990-05-21`, also with a time behind it), or the year last. */
const yearFirst = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T\s].{0,40})?$/
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/

/** Meta `db`: YYYYMMDD, years from 1900. `05/06/1990` means two days: dropped, not guessed. */
export function yyyymmddBirthDate(raw: string): Normalised {
  const text = machineText(raw)
  const first = yearFirst.exec(text)
  if (first) return first[2] === '' && !/^\d{8}(?:\D|$)/.test(text) ? unparseable : dateOf(first[1], first[3], first[4])
  const last = yearLast.exec(text)
  return last ? fromYearLast(last) : unparseable
}

const unparseable: Normalised = { absent: 'unparseable_birth_date' }

function fromYearLast([, a = '', separator, b = '', year]: RegExpExecArray): Normalised {
  // Dots are only written day first (21.05.1990).
  if (separator === '.' || Number(a) > 12 || a === b) return dateOf(year, b, a)
  if (Number(b) > 12) return dateOf(year, a, b)
  return { absent: 'ambiguous_birth_date' }
}

function dateOf(year = '', month = '', day = ''): Normalised {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${date}T00:00:00Z`)
  const isCalendarDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
  if (!isCalendarDay || Number(year) < 1900) return unparseable
  return { text: date.replaceAll('-', '') }
}
