import { type Skip, skip } from '../core/decision.ts'

/** For vendors that fail a whole batch for one order without a value, or take a negative one for a sale. */
export function worthlessOrder({ standard, value }: { standard: string | null; value: number | null }): Skip | null {
  if (standard !== 'purchase') return null
  if (value === null) return skip('invalid', 'purchase_without_value')
  return value < 0 ? skip('invalid', 'purchase_with_negative_value') : null
}
