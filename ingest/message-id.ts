import type { Commerce, StandardEvent } from '../core/event.ts'

export interface Unnamed {
  standard: StandardEvent | null
  commerce: Commerce | null
  bodyHash: string
}

/**
 * For an event sent without one. Orders and refunds get the same id again, so that a shop's second try is a duplicate;
 * refunds add the content, since an order may be refunded in parts. Anything else may truly happen twice: random.
 */
export function messageIdFor({ standard, commerce, bodyHash }: Unnamed, newId: () => string): string {
  const orderId = commerce?.orderId ?? null
  if (orderId === null || !isOrder(standard)) return newId()
  return standard === 'purchase' ? `purchase.${orderId}` : `refund.${orderId}.${bodyHash.slice(0, 16)}`
}

export function isOrder(standard: StandardEvent | null): boolean {
  return standard === 'purchase' || standard === 'refund'
}
