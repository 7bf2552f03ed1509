/** Money for vendors that take it as text; null where no plain decimal says it (1e+21). */
export function decimalText(amount: number): string | null {
  const text = String(amount)
  return /^-?\d+(\.\d+)?$/.test(text) ? text : null
}
